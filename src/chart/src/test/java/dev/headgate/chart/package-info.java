/** What the chart renders to, what the API server says to it, and whom it lets do what. */
package dev.headgate.chart;

package dev.headgate.testkit.kubernetes.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** One look of a probe; throws if it fails. */
@FunctionalInterface
interface ProbeCheck {

  void run() throws IOException;

  /**
   * The check of {@code probe}, of httpGet or tcpSocket kind.
   *
   * @param address the pod's, where the probe names no host
   */
  static ProbeCheck of(Probe probe, Container container, String address) {
    int timeout = 1_000 * (probe.getTimeoutSeconds() == null ? 1 : probe.getTimeoutSeconds());
    if (probe.getTcpSocket() != null) {
      String host =
          probe.getTcpSocket().getHost() == null ? address : probe.getTcpSocket().getHost();
      IntOrString port = probe.getTcpSocket().getPort();
      return () -> connect(new InetSocketAddress(host, port(port, container)), timeout);
    }
    HTTPGetAction get = probe.getHttpGet();
    return () -> get(get, uri(get, container, address), timeout);
  }

  private static void connect(InetSocketAddress address, int timeout) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, timeout);
    }
  }

  private static URI uri(HTTPGetAction get, Container container, String address)
      throws IOException {
    String scheme = "HTTPS".equals(get.getScheme()) ? "https" : "http";
    String host = get.getHost() == null ? address : get.getHost();
    String path = get.getPath() == null ? "/" : get.getPath();
    try {
      return new URI("%s://%s:%d%s".formatted(scheme, host, port(get.getPort(), container), path));
    } catch (URISyntaxException e) {
      throw new IOException("httpGet of container " + container.getName(), e);
    }
  }

  private static void get(HTTPGetAction get, URI uri, int timeout) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    if (connection instanceof HttpsURLConnection https) {
      trustAnyone(https);
    }
    connection.setConnectTimeout(timeout);
    connection.setReadTimeout(timeout);
    connection.setUseCaches(false);
    connection.setRequestProperty("Connection", "close");
    for (HTTPHeader header : get.getHttpHeaders()) {
      connection.setRequestProperty(header.getName(), header.getValue());
    }
    try {
      int status = connection.getResponseCode();
      if (status < 200 || status >= 400) {
        throw new IOException("HTTP probe failed with statuscode: " + status);
      }
    } finally {
      connection.disconnect();
    }
  }

  /** The kubelet does not verify certificates of probes either. */
  private static void trustAnyone(HttpsURLConnection connection) throws IOException {
    TrustManager anyone =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String authentication) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String authentication) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {anyone}, null);
      connection.setSSLSocketFactory(context.getSocketFactory());
      connection.setHostnameVerifier((host, session) -> true);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static int port(IntOrString port, Container container) throws IOException {
    if (port.getIntVal() != null) {
      return port.getIntVal();
    }
    return container.getPorts().stream()
        .filter(named -> port.getStrVal().equals(named.getName()))
        .findFirst()
        .map(ContainerPort::getContainerPort)
        .orElseThrow(
            () ->
                new IOException(
                    "couldn't find port %s of container %s"
                        .formatted(port.getStrVal(), container.getName())));
  }
}

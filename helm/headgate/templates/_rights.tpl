{{/* What the operator may do to resources and workers: everywhere, or in each of watchNamespaces. */}}
{{- define "headgate.rights.watched" -}}
- apiGroups: [headgate.dev]
  resources: [connections, sinks]
  verbs: [get, list, watch]
- apiGroups: [headgate.dev]
  resources: [relations]
  verbs: [list, watch]
- apiGroups: [headgate.dev]
  resources: [sinks]
  verbs: [patch]
- apiGroups: [headgate.dev]
  resources: [connections/status, relations/status, sinks/status]
  verbs: [patch]
- apiGroups: [headgate.dev]
  resources: [sinks/finalizers]
  verbs: [update]
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, create, update, patch, delete]
- apiGroups: [""]
  resources: [serviceaccounts]
  verbs: [get, create, patch]
- apiGroups: [apps]
  resources: [deployments]
  verbs: [get, list, watch, create, patch]
- apiGroups: [""]
  resources: [pods]
  verbs: [list, watch]
- apiGroups: [""]
  resources: [events]
  verbs: [get, create, update]
{{- end -}}

{{/* What it may do in its own namespace besides: its lease, and the Jobs that release sinks. */}}
{{- define "headgate.rights.own" -}}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, create, update, patch] # update is asked for at start, and never done
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, create, delete]
- apiGroups: [batch]
  resources: [jobs/finalizers]
  verbs: [update]
- apiGroups: [""]
  resources: [secrets]
  verbs: [get, create, delete, deletecollection]
- apiGroups: [""]
  resources: [pods]
  verbs: [list]
{{- end -}}

{{/* The same as lines for the program of helm test. Takes {rules, namespace}; * is every one. */}}
{{- define "headgate.expectations" -}}
{{- range $rule := .rules }}
{{- range $group := $rule.apiGroups }}
{{- range $resource := $rule.resources }}
{{- $parts := splitList "/" $resource }}
{{- $kind := ternary (first $parts) (printf "%s.%s" (first $parts) $group) (eq $group "") }}
{{- range $verb := $rule.verbs }}
allowed {{ $verb }} {{ $kind }}{{ if gt (len $parts) 1 }}/{{ last $parts }}{{ end }} {{ $.namespace }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{/*
A validation of a ValidatingAdmissionPolicy: whether whoever applies has a privilege. Takes
  when      CEL: whether it is needed
  verb, group, resource
  named     CEL: the object's name; left out for a verb like create, which names none
  or        another verb that will do as well
  why       what needs it
kubectl create role knows no verb "use" but for one resource that is gone, hence the manifest.
Names of users may hold anything: to the shell they are quoted.
The text is made without the authorizer, which the API server does not lend to texts; so the first
privilege that is missing is told, not all of them.
*/}}
{{- define "headgate.privilege" -}}
{{- $check := printf "authorizer.group('%s').resource('%s').namespace(request.namespace)" .group .resource -}}
{{- $kind := ternary .resource (printf "%s.%s" .resource .group) (eq .group "") -}}
{{- $role := printf "'headgate-%s-%s'" .verb .resource -}}
{{- if .named -}}
{{- $check = printf "%s.name(%s)" $check .named -}}
{{- $role = printf "'headgate-%s-%s-' + %s" .verb .resource .named -}}
{{- end -}}
- expression: >-
    !({{ .when }}) || {{ $check }}.check('{{ .verb }}').allowed()
    {{- with .or }} || {{ $check }}.check('{{ . }}').allowed(){{ end }}
  messageExpression: >-
    'user "' + request.userInfo.username + '" needs the verb {{ .verb }} on {{ $kind }}
    {{- if .named }} "' + {{ .named }} + '"{{ end }} in namespace "' + request.namespace + '" ({{ .why }}): '
    + 'echo \'{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"' + {{ $role }}
    + '"},"rules":[{"apiGroups":["{{ .group }}"],"resources":["{{ .resource }}"],
    {{- with .named }}"resourceNames":["' + {{ . }} + '"],{{ end }}"verbs":["{{ .verb }}"]}]}\''
    + ' | kubectl -n ' + request.namespace + ' apply -f -'
    + ' && kubectl -n ' + request.namespace + ' create rolebinding ' + {{ $role }} + ' --role=' + {{ $role }}
    + ' --user=\'' + request.userInfo.username.replace("'", "'\\''") + '\''
  reason: Forbidden
{{- end -}}

{{/* A policy and its binding. Takes {root, resource}; its parts are named after the resource. */}}
{{- define "headgate.policy" -}}
{{- $name := printf "%s-%s" (include "headgate.fullname" .root) .resource -}}
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: {{ $name }}
  labels:
    {{- include "headgate.labels" .root | nindent 4 }}
spec:
  # Nobody gets a privilege because it could not be checked.
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
      - apiGroups: [headgate.dev]
        apiVersions: ["*"]
        operations: [CREATE, UPDATE]
        resources: [{{ .resource }}] # not its status, which only the operator writes
  variables:
    {{- include (printf "headgate.%s.variables" .resource) . | nindent 4 }}
  validations:
    {{- include (printf "headgate.%s.privileges" .resource) . | nindent 4 }}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ $name }}
  labels:
    {{- include "headgate.labels" .root | nindent 4 }}
spec:
  policyName: {{ $name }}
  validationActions:
    {{- toYaml .root.Values.privileges.validationActions | nindent 4 }}
  {{- with .root.Values.watchNamespaces }}
  matchResources:
    namespaceSelector:
      matchExpressions:
        - key: kubernetes.io/metadata.name
          operator: In
          values:
            {{- toYaml . | nindent 12 }}
  {{- end }}
{{- end -}}

{{/* Whoever creates a Sink, or changes what flows through it. */}}
{{- define "headgate.sinks.variables" -}}
- name: created
  expression: request.operation == 'CREATE'
- name: altered
  expression: variables.created || object.spec.from.name != oldObject.spec.from.name
# Naming a cutover promotes it, and so does taking the need for it away; taking a name back does not.
- name: promote
  expression: "has(object.spec.cutover.promote) ? object.spec.cutover.promote : ''"
- name: promoted
  expression: "!variables.created && has(oldObject.spec.cutover.promote) ? oldObject.spec.cutover.promote : ''"
- name: freed
  expression: >-
    !variables.created && oldObject.spec.cutover.promotion == 'Manual' && object.spec.cutover.promotion != 'Manual'
- name: promotes
  expression: variables.freed || (variables.promote != '' && variables.promote != variables.promoted)
{{- end -}}
{{- define "headgate.sinks.privileges" -}}
{{ include "headgate.privilege" (dict "when" "variables.altered && !variables.created" "verb" "update" "group" "headgate.dev" "resource" "sinks" "named" "object.metadata.name" "why" "to change spec.from of this Sink") }}
{{ include "headgate.privilege" (dict "when" "variables.altered" "verb" "create" "group" "headgate.dev" "resource" "sinks" "why" "to run a definition of a Sink here") }}
{{ include "headgate.privilege" (dict "when" "variables.altered" "verb" "select" "group" "headgate.dev" "resource" "relations" "named" "object.spec.from.name" "why" "spec.from names it") }}
{{ include "headgate.privilege" (dict "when" "variables.altered" "verb" "use" "group" "headgate.dev" "resource" "connections" "named" "object.spec.into.kafka.connection.name" "why" "spec.into.kafka.connection names it") }}
{{ include "headgate.privilege" (dict "when" "variables.altered && has(object.spec.format.avro)" "verb" "use" "group" "headgate.dev" "resource" "connections" "named" "object.spec.format.avro.registry.name" "why" "spec.format.avro.registry names it") }}
{{ include "headgate.privilege" (dict "when" "variables.promotes" "verb" "promote" "group" "headgate.dev" "resource" "sinks" "named" "object.metadata.name" "why" "to set spec.cutover.promote, or promotion: Automatic where it was Manual") }}
{{- end -}}

{{/* Whoever lets rows of a database be read through a Connection. */}}
{{- define "headgate.relations.variables" -}}
- name: changed
  expression: request.operation == 'CREATE' || object.spec != oldObject.spec
{{- end -}}
{{- define "headgate.relations.privileges" -}}
{{ include "headgate.privilege" (dict "when" "variables.changed" "verb" "use" "group" "headgate.dev" "resource" "connections" "named" "object.spec.postgres.connection.name" "why" "spec.postgres.connection names it") }}
{{- end -}}

{{/* Whoever lets a Secret be used. Who may read it gains nothing by naming it, so get will do. */}}
{{- define "headgate.connections.variables" -}}
# Any change of it: with another address the Secret would be sent to another server.
- name: changed
  expression: request.operation == 'CREATE' || object.spec != oldObject.spec
- name: postgres
  expression: "has(object.spec.postgres) ? object.spec.postgres.credentials.secret.name : ''"
- name: kafka
  expression: "has(object.spec.kafka) && has(object.spec.kafka.propertiesFrom) ? object.spec.kafka.propertiesFrom.secret.name : ''"
- name: registry
  expression: "has(object.spec.schemaRegistry) && has(object.spec.schemaRegistry.credentials) ? object.spec.schemaRegistry.credentials.secret.name : ''"
{{- end -}}
{{- define "headgate.connections.privileges" -}}
{{ include "headgate.privilege" (dict "when" "variables.changed && variables.postgres != ''" "verb" "use" "or" "get" "group" "" "resource" "secrets" "named" "variables.postgres" "why" "spec.postgres.credentials names it; get will do as well") }}
{{ include "headgate.privilege" (dict "when" "variables.changed && variables.kafka != ''" "verb" "use" "or" "get" "group" "" "resource" "secrets" "named" "variables.kafka" "why" "spec.kafka.propertiesFrom names it; get will do as well") }}
{{ include "headgate.privilege" (dict "when" "variables.changed && variables.registry != ''" "verb" "use" "or" "get" "group" "" "resource" "secrets" "named" "variables.registry" "why" "spec.schemaRegistry.credentials names it; get will do as well") }}
{{- end -}}

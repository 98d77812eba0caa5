{{- define "ita.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "ita.selector" -}}
app.kubernetes.io/name: amphoe-ita
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "ita.labels" -}}
{{ include "ita.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "ita.image" -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "ita.serviceAccount" -}}
{{ .Values.serviceAccount.name | default (ternary (include "ita.name" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{/* The environment of every process, as the ConfigMap holds it and as the Job, which runs before there is one, is told directly. */}}
{{- define "ita.environment" -}}
{{- $own := dict
  "PUBLIC_URL" .Values.publicUrl
  "TEMPORAL_ADDRESS" .Values.temporal.address
  "TEMPORAL_NAMESPACE" .Values.temporal.namespace
  "MIGRATE_ON_START" "false"
  "DATABASE_URL_FILE" "/run/secrets/amphoe-ita/database-url" }}
{{- with .Values.databaseRoles.api }}{{ $_ := set $own "DATABASE_ROLE_API" . }}{{ end }}
{{- with .Values.databaseRoles.worker }}{{ $_ := set $own "DATABASE_ROLE_WORKER" . }}{{ end }}
{{- if .Values.temporal.tls }}{{ $_ := set $own "TEMPORAL_TLS" "true" }}{{ end }}
{{- with .Values.temporal.uiUrl }}{{ $_ := set $own "TEMPORAL_UI_URL" . }}{{ end }}
{{- if .Values.secretKeys.webhookKey }}{{ $_ := set $own "WEBHOOK_KEY_FILE" "/run/secrets/amphoe-ita/webhook-key" }}{{ end }}
{{- if .Values.secretKeys.payloadKeys }}{{ $_ := set $own "PAYLOAD_KEYS_FILE" "/run/secrets/amphoe-ita/payload-keys" }}{{ end }}
{{- if .Values.secretKeys.smtpUrl }}{{ $_ := set $own "SMTP_URL_FILE" "/run/secrets/amphoe-ita/smtp-url" }}{{ end }}
{{- if .Values.secretKeys.oidcClientSecret }}{{ $_ := set $own "OIDC_CLIENT_SECRET_FILE" "/run/secrets/amphoe-ita/oidc-client-secret" }}{{ end }}
{{- if .Values.secretKeys.temporalApiKey }}{{ $_ := set $own "TEMPORAL_API_KEY_FILE" "/run/secrets/amphoe-ita/temporal-api-key" }}{{ end }}
{{- toYaml (merge (deepCopy .Values.config) $own) }}
{{- end }}

{{- define "ita.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "ita.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "ita.volumeMounts" -}}
- { name: secrets, mountPath: /run/secrets/amphoe-ita, readOnly: true }
- { name: tmp, mountPath: /tmp }
{{- end }}

{{/* Of the secret a pod is given what it needs, and of the database's addresses its own: . is the root and the key of that. */}}
{{- define "ita.volumes" -}}
{{- $keys := .root.Values.secretKeys }}
- name: secrets
  secret:
    secretName: {{ .root.Values.existingSecret }}
    defaultMode: 0440
    items:
      - { key: {{ .databaseUrl }}, path: database-url }
      {{- range $key, $wanted := dict "webhook-key" $keys.webhookKey "payload-keys" $keys.payloadKeys "smtp-url" $keys.smtpUrl "oidc-client-secret" $keys.oidcClientSecret "temporal-api-key" $keys.temporalApiKey }}
      {{- if $wanted }}
      - { key: {{ $key }}, path: {{ $key }} }
      {{- end }}
      {{- end }}
- name: tmp
  emptyDir: { sizeLimit: 256Mi }
{{- end }}

{{- define "ita.placement" -}}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

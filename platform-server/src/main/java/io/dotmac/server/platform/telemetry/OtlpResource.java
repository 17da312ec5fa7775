package io.dotmac.server.platform.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.resources.Resource;
import java.util.UUID;

/// Who sends: the facts that every export carries, by OpenTelemetry's names.
final class OtlpResource {
    private static final String INSTANCE = UUID.randomUUID().toString();

    private OtlpResource() {}

    static Resource of(TelemetryConfig config, String version, String environment) {
        return Resource.create(Attributes.builder()
                .put("service.name", config.serviceName())
                .put("service.version", version)
                .put("service.instance.id", INSTANCE)
                .put("deployment.environment.name", environment)
                .build());
    }

    /// @param signal `traces` or `metrics`
    static String address(TelemetryConfig config, String signal) {
        String endpoint = config.endpoint();
        return (endpoint.endsWith("/") ? endpoint : endpoint + "/") + "v1/" + signal;
    }
}

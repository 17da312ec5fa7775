package io.dotmac.agent.collect.kubernetes;

import io.dotmac.agent.config.KubernetesConfig;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import okhttp3.OkHttpClient;

/// Makes clients of a cluster. A watch is silent as long as nothing happens, so its reads have no limit; what ends a
/// dead one is HTTP/2's ping.
final class ClusterClient {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration PING = Duration.ofSeconds(15);

    private ClusterClient() {}

    /// @param limit of a whole call, zero for none
    static ApiClient of(KubernetesConfig config, Duration limit) throws IOException {
        ApiClient client = builder(config).setReadTimeout(Duration.ZERO).build();
        OkHttpClient http = client.getHttpClient()
                .newBuilder()
                .connectTimeout(CONNECT)
                .readTimeout(Duration.ZERO)
                .callTimeout(limit)
                .pingInterval(PING)
                .build();
        client.setHttpClient(http);
        return client;
    }

    private static ClientBuilder builder(KubernetesConfig config) throws IOException {
        Path file = config.kubeconfig();
        if (file == null) {
            return ClientBuilder.cluster();
        }
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            KubeConfig kubeConfig = KubeConfig.loadKubeConfig(reader);
            kubeConfig.setFile(file.toFile());
            return ClientBuilder.kubeconfig(kubeConfig);
        }
    }
}

package io.dotmac.agent.config;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The Kubernetes cluster that the agent watches.
///
/// @param kubeconfig file with address and log-in; absent for the account of the pod that the agent runs in
/// @param cluster what the cluster is called
public record KubernetesConfig(@Nullable Path kubeconfig, String cluster) {
    static KubernetesConfig from(Section section) {
        String file = section.optional("kubeconfig");
        boolean inside = section.flag("in-cluster", false);
        if ((file == null) != inside) {
            section.violation("kubeconfig", "and in-cluster: true are both set or both missing, choose one");
        }
        if (file != null && !Files.isReadable(section.file(file))) {
            section.violation("kubeconfig", "is " + section.file(file) + ", which cannot be read");
        }
        String cluster = section.text("cluster", "kubernetes");
        if (!cluster.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
            section.violation("cluster", "is " + cluster + ", must be 1 to 64 letters, digits, '-', '_' or '.'");
        }
        section.refuseOthers();
        return new KubernetesConfig(file == null ? null : section.file(file), cluster);
    }
}

package io.dotmac.agent.collect.kubernetes;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;

/// Takes out of objects what no judge looks at: most of their size, and what may be secret.
final class Stripping {
    private Stripping() {}

    static KubernetesObject strip(KubernetesObject object) {
        V1ObjectMeta meta = object.getMetadata();
        if (meta != null) {
            meta.setManagedFields(null);
            meta.setAnnotations(null);
            meta.setLabels(null);
        }
        if (object instanceof V1Pod pod && pod.getSpec() != null) {
            strip(pod.getSpec());
        }
        if (object instanceof V1Node node && node.getStatus() != null) {
            node.getStatus().setImages(null);
        }
        return object;
    }

    private static void strip(V1PodSpec spec) {
        spec.setVolumes(null);
        spec.setTolerations(null);
        spec.setAffinity(null);
        PodJudge.orNone(spec.getContainers()).forEach(Stripping::strip);
        spec.setInitContainers(null);
    }

    private static void strip(V1Container container) {
        container.setEnv(null);
        container.setEnvFrom(null);
        container.setCommand(null);
        container.setArgs(null);
        container.setVolumeMounts(null);
        container.setLivenessProbe(null);
        container.setReadinessProbe(null);
        container.setStartupProbe(null);
        container.setLifecycle(null);
    }
}

package io.dotmac.agent.collect.kubernetes;

import io.dotmac.agent.collect.CollectSink;
import io.dotmac.agent.collect.kubernetes.PatientLister.Source;
import io.dotmac.agent.config.KubernetesConfig;
import io.dotmac.agent.pace.Wake;
import io.dotmac.model.fleet.WorkloadKind;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.CoreV1EventList;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1DaemonSetList;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentList;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeList;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaimList;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V1StatefulSetList;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Watches a Kubernetes cluster by informers. One agent for each cluster, not one for each of its machines.
public final class KubernetesCollector implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(KubernetesCollector.class.getName());
    private static final Duration REJUDGE = Duration.ofSeconds(10);
    private static final Duration FIRST_LISTS = Duration.ofMillis(300);
    private static final int BLIND_AFTER = 3;
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);

    private final KubernetesConfig config;
    private final Clock clock;
    private final CollectSink sink;
    private final ClusterBook book;
    private final ClusterWatch watch;
    private final Wake wake = new Wake();
    private final Map<WorkloadKind, SharedIndexInformer<?>> informerByKind = new EnumMap<>(WorkloadKind.class);
    private volatile boolean closed;
    private boolean synced;
    private boolean listed;
    private final List<PatientLister<?, ?>> listers = new ArrayList<>();
    private @Nullable SharedInformerFactory informers;
    private @Nullable Thread thread;

    /// @param sink takes what is found
    public KubernetesCollector(KubernetesConfig config, Clock clock, CollectSink sink) {
        this.config = config;
        this.clock = clock;
        this.sink = sink;
        this.book = new ClusterBook(config.cluster(), sink, clock);
        this.watch = new ClusterWatch(book, clock, sink, this::hurry, this::failures);
    }

    /// Starts; returns at once.
    public synchronized void start() {
        thread = Thread.ofVirtual().name("kubernetes-watch").start(this::run);
    }

    private void run() {
        try {
            begin(connect());
            while (!closed) {
                watch.check();
                listed();
                book.judge();
                wake.await(listed ? REJUDGE : FIRST_LISTS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The configuration may name a file that is written only later, as a mounted secret is.
    private ApiClient connect() throws InterruptedException {
        while (true) {
            try {
                ApiClient client = ClusterClient.of(config, Duration.ZERO);
                watch.use(ClusterClient.of(config, ClusterWatch.PATIENCE));
                return client;
            } catch (java.io.IOException | RuntimeException e) {
                watch.unusable(String.valueOf(e.getMessage()));
                wake.await(REJUDGE);
            }
        }
    }

    private synchronized void begin(ApiClient client) {
        if (closed) {
            return;
        }
        SharedInformerFactory factory = new SharedInformerFactory(client);
        informers = factory;
        String core = "/api/v1/";
        String apps = "/apis/apps/v1/";
        watch(client, WorkloadKind.POD, source(core + "pods", V1Pod.class, V1PodList.class));
        watch(
                client,
                WorkloadKind.DEPLOYMENT,
                source(apps + "deployments", V1Deployment.class, V1DeploymentList.class));
        watch(
                client,
                WorkloadKind.STATEFUL_SET,
                source(apps + "statefulsets", V1StatefulSet.class, V1StatefulSetList.class));
        watch(client, WorkloadKind.DAEMON_SET, source(apps + "daemonsets", V1DaemonSet.class, V1DaemonSetList.class));
        watch(client, WorkloadKind.NODE, source(core + "nodes", V1Node.class, V1NodeList.class));
        watch(
                client,
                WorkloadKind.VOLUME_CLAIM,
                source(
                        core + "persistentvolumeclaims",
                        V1PersistentVolumeClaim.class,
                        V1PersistentVolumeClaimList.class));
        informer(
                client,
                new Source<>(core + "events", CoreV1Event.class, CoreV1EventList.class, Optional.of("type=Warning")),
                new Listening(null),
                new Handler<>(event -> book.warn(Warnings.Warning.from(event, clock.instant())), _ -> {}));
        factory.startAllRegisteredInformers();
    }

    private static <T, L> Source<T, L> source(String path, Class<T> type, Class<L> list) {
        return new Source<>(path, type, list, Optional.empty());
    }

    private <T extends KubernetesObject, L extends KubernetesListObject> void watch(
            ApiClient client, WorkloadKind kind, Source<T, L> source) {
        Handler<T> handler = new Handler<>(object -> book.put(kind, object), object -> book.remove(kind, object));
        informerByKind.put(kind, informer(client, source, new Listening(kind), handler));
    }

    private <T extends KubernetesObject, L extends KubernetesListObject> SharedIndexInformer<T> informer(
            ApiClient client, Source<T, L> source, Listening listening, Handler<T> handler) {
        SharedInformerFactory factory = informers;
        if (factory == null) {
            throw new IllegalStateException("not begun");
        }
        PatientLister<T, L> lister = new PatientLister<>(client, source, listening);
        listers.add(lister);
        SharedIndexInformer<T> informer = factory.sharedIndexInformerFor(lister, source.type(), 0, this::failed);
        informer.setTransform(Stripping::strip);
        informer.addEventHandler(handler);
        return informer;
    }

    private <T extends KubernetesObject> void failed(Class<T> type, Throwable cause) {
        LOG.log(System.Logger.Level.DEBUG, "watch ended kind={0} reason={1}", type.getSimpleName(), cause.toString());
    }

    /// A moment after the first list of every kind, what was told is all that there is.
    private void listed() {
        boolean before = synced;
        synced = informerByKind.entrySet().stream()
                .allMatch(each -> each.getValue().hasSynced() || book.isBlind(each.getKey()));
        if (before && synced && !listed) {
            listed = true;
            sink.workloadsListed();
        }
    }

    private long failures() {
        return listers.stream().mapToLong(PatientLister::failures).sum();
    }

    private void hurry() {
        listers.forEach(PatientLister::hurry);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
        if (informers != null) {
            hurry();
            informers.stopAllRegisteredInformers(true);
        }
        try {
            if (thread != null) {
                thread.join(LONGEST_CLOSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Tells how the lists and watches of a kind go; warnings have no kind.
    private final class Listening implements PatientLister.Listener {
        private final @Nullable WorkloadKind kind;

        private Listening(@Nullable WorkloadKind kind) {
            this.kind = kind;
        }

        @Override
        public void watching() {
            if (kind != null) {
                book.sees(kind);
            }
        }

        @Override
        public void failed(Blind why, int inARow) {
            if (kind != null && (why.forbidden() || inARow >= BLIND_AFTER)) {
                book.blind(kind, why);
            }
            if (!why.forbidden()) {
                wake.signal();
            }
        }
    }

    /// Hands objects on.
    private record Handler<T extends KubernetesObject>(Consumer<T> put, Consumer<T> remove)
            implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            put.accept(object);
        }

        @Override
        public void onUpdate(T before, T object) {
            put.accept(object);
        }

        @Override
        public void onDelete(T object, boolean isStale) {
            remove.accept(object);
        }
    }
}

package io.dotmac.agent.collect.kubernetes;

import com.google.gson.reflect.TypeToken;
import io.dotmac.agent.pace.Wake;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.ListerWatcher;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import okhttp3.Call;

/// Lists and watches one kind for an informer, and waits longer each time that fails: the informer itself tries again
/// each second for ever, and so would a thousand of them.
///
/// @param <T> kind of object
/// @param <L> list of them
final class PatientLister<T extends KubernetesObject, L extends KubernetesListObject> implements ListerWatcher<T, L> {
    private static final long LONGEST_PAUSE_MILLIS = 60_000;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final int MOST_DOUBLINGS = 7;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int GONE = 410;

    private final ApiClient client;
    private final Source<T, L> source;
    private final Listener listener;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Wake pause = new Wake();
    private int failures;

    /// What is listed.
    ///
    /// @param path for example `/apis/apps/v1/deployments`
    /// @param type of an object
    /// @param list of objects
    /// @param fieldSelector for example `type=Warning`
    /// @param <T> kind of object
    /// @param <L> list of them
    record Source<T, L>(String path, Class<T> type, Class<L> list, Optional<String> fieldSelector) {}

    /// Hears how the lists go.
    interface Listener {
        /// A list was read.
        void listed();

        /// This log-in may not.
        void forbidden(String why);

        /// The cluster could not be asked.
        void failed(String why);
    }

    PatientLister(ApiClient client, Source<T, L> source, Listener listener) {
        this.client = client;
        this.source = source;
        this.listener = listener;
    }

    /// Whatever the cache of the API server holds is good enough, and cheap.
    @Override
    public L list(CallGeneratorParams parameters) throws ApiException {
        await();
        try {
            L list = client.<L>execute(call(parameters, false), source.list()).getData();
            failures = 0;
            listener.listed();
            return list;
        } catch (ApiException e) {
            // What is too old is listed anew, at once.
            failures += e.getCode() == GONE ? 0 : 1;
            tell(e);
            throw e;
        }
    }

    private void tell(ApiException e) {
        if (e.getCode() == FORBIDDEN || e.getCode() == UNAUTHORIZED) {
            listener.forbidden("status " + e.getCode());
        } else if (e.getCode() != GONE) {
            listener.failed(e.getCode() == 0 ? String.valueOf(e.getMessage()) : "status " + e.getCode());
        }
    }

    @Override
    public Watchable<T> watch(CallGeneratorParams parameters) throws ApiException {
        Type type =
                TypeToken.getParameterized(Watch.Response.class, source.type()).getType();
        return MarkedWatch.open(client, call(parameters, true), type);
    }

    private Call call(CallGeneratorParams parameters, boolean watching) throws ApiException {
        List<Pair> query = new ArrayList<>();
        source.fieldSelector().ifPresent(selector -> query.add(new Pair("fieldSelector", selector)));
        if (parameters.resourceVersion != null) {
            query.add(new Pair("resourceVersion", parameters.resourceVersion));
        }
        if (watching) {
            query.add(new Pair("watch", "true"));
            query.add(new Pair("allowWatchBookmarks", "true"));
        }
        if (parameters.timeoutSeconds != null) {
            query.add(new Pair("timeoutSeconds", parameters.timeoutSeconds.toString()));
        }
        return client.buildCall(
                client.getBasePath(),
                source.path(),
                "GET",
                query,
                List.of(),
                null,
                new HashMap<>(Map.of("Accept", "application/json")),
                new HashMap<>(),
                new HashMap<>(),
                new String[] {"BearerToken"},
                null);
    }

    private void await() throws ApiException {
        if (failures == 0) {
            return;
        }
        long cap = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, MOST_DOUBLINGS));
        try {
            pause.await(Duration.ofMillis(random.nextLong(cap + 1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(e);
        }
    }

    /// Ends a pause: the cluster may be back.
    void hurry() {
        pause.signal();
    }
}

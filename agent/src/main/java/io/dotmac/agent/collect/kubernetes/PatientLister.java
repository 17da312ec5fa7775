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
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import okhttp3.Call;

/// Lists and watches one kind for an informer, and waits longer each time that either fails: the informer itself tries
/// again each second for ever, and so would a thousand of them.
///
/// @param <T> kind of object
/// @param <L> list of them
final class PatientLister<T extends KubernetesObject, L extends KubernetesListObject> implements ListerWatcher<T, L> {
    private static final long LONGEST_PAUSE_MILLIS = 60_000;
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final int MOST_DOUBLINGS = 7;
    private static final long BRIEF_NANOS = 5_000_000_000L;
    private static final int GONE = 410;

    private final ApiClient client;
    private final Source<T, L> source;
    private final Listener listener;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Wake pause = new Wake();
    private final AtomicLong failures = new AtomicLong();
    private int inARow;
    private boolean rested;
    private boolean watched;
    private long watchedAt;

    /// What is listed.
    ///
    /// @param path for example `/apis/apps/v1/deployments`
    /// @param type of an object
    /// @param list of objects
    /// @param fieldSelector for example `type=Warning`
    /// @param <T> kind of object
    /// @param <L> list of them
    record Source<T, L>(String path, Class<T> type, Class<L> list, Optional<String> fieldSelector) {}

    /// Hears how it goes.
    interface Listener {
        /// What changes is seen from now on.
        void watching();

        /// It could not be listed or watched, so many times in a row.
        void failed(Blind why, int inARow);
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
            return client.<L>execute(call(parameters, false), source.list()).getData();
        } catch (ApiException e) {
            failed("list", e);
            throw e;
        }
    }

    @Override
    public Watchable<T> watch(CallGeneratorParams parameters) throws ApiException {
        await();
        Type type =
                TypeToken.getParameterized(Watch.Response.class, source.type()).getType();
        try {
            Watchable<T> watch = MarkedWatch.open(client, call(parameters, true), type);
            watched = true;
            watchedAt = System.nanoTime();
            listener.watching();
            return watch;
        } catch (ApiException e) {
            failed("watch", e);
            throw e;
        }
    }

    private void failed(String verb, ApiException e) {
        // What is too old is listed anew, at once.
        if (e.getCode() != GONE) {
            count();
            listener.failed(Blind.of(verb, e), inARow);
        }
    }

    private void count() {
        failures.incrementAndGet();
        inARow++;
        rested = false;
    }

    /// A list alone is no success: it is the watch that fails for ever.
    private void settle() {
        if (!watched) {
            return;
        }
        watched = false;
        if (System.nanoTime() - watchedAt < BRIEF_NANOS) {
            count();
        } else {
            inARow = 0;
        }
    }

    /// How often it failed so far.
    long failures() {
        return failures.get();
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
        settle();
        if (inARow == 0 || rested) {
            return;
        }
        rested = true;
        long cap = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(inARow, MOST_DOUBLINGS));
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

package io.dotmac.client;

import io.dotmac.model.agent.EnrolmentToken;
import io.dotmac.model.agent.NewEnrolmentToken;
import io.dotmac.model.alert.Handover;
import io.dotmac.model.alert.Maintenance;
import io.dotmac.model.alert.NewAck;
import io.dotmac.model.alert.NewHandover;
import io.dotmac.model.alert.NewMaintenance;
import io.dotmac.model.alert.NewOwner;
import io.dotmac.model.alert.NewSignature;
import io.dotmac.model.alert.NewSilence;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.alert.SilencePreview;
import io.dotmac.model.alert.Transition;
import io.dotmac.model.auth.LogIn;
import io.dotmac.model.auth.LogInCode;
import io.dotmac.model.auth.Refresh;
import io.dotmac.model.auth.Tokens;
import io.dotmac.model.auth.User;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.notification.Delivery;
import io.dotmac.model.notification.OnCallSchedule;
import io.dotmac.model.report.SeriesPoints;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/// The platform server's REST API for people's programs, one method for each route. Methods block.
///
/// A refused access token is renewed once and the call tried again. Safe for use by several threads.
public final class PlatformClient {
    private static final int PAGE = 200;

    private final OkHttpClient http;
    private final Credentials credentials;
    private final ApiClient api;
    private final ApiClient anonymous;

    /// @param http shared by all clients of a program
    /// @param base of the server
    /// @param credentials whose token is sent
    public PlatformClient(OkHttpClient http, HttpUrl base, Credentials credentials) {
        this(http, base, credentials, "");
    }

    private PlatformClient(OkHttpClient http, HttpUrl base, Credentials credentials, String tenant) {
        this.http = http;
        this.credentials = credentials;
        api = new ApiClient(http, base, credentials::accessToken, tenant);
        anonymous = new ApiClient(http, base, Credentials.NONE::accessToken);
    }

    /// Where the server is.
    public HttpUrl base() {
        return api.base();
    }

    /// The same server, asked for what belongs to one ISP; for platform staff, whose own is the platform's.
    ///
    /// @param tenant slug, empty for one's own
    public PlatformClient of(String tenant) {
        return new PlatformClient(http, base(), credentials, tenant);
    }

    /// Trades e-mail and password for tokens.
    public Tokens logIn(LogIn logIn) throws IOException {
        return anonymous.post("/api/v1/auth/login", logIn, Tokens.class);
    }

    /// The second step of a log-in, after [ApiException#challenge()] of the first.
    public Tokens logIn(LogInCode step) throws IOException {
        return anonymous.post("/api/v1/auth/login/code", step, Tokens.class);
    }

    /// Trades a refresh token, which is used up, for new tokens.
    public Tokens refresh(Refresh refresh) throws IOException {
        return anonymous.post("/api/v1/auth/refresh", refresh, Tokens.class);
    }

    /// Ends the session that a refresh token belongs to.
    public void logOut(Refresh refresh) throws IOException {
        anonymous.send("POST", "/api/v1/auth/logout", refresh);
    }

    /// Who is logged in.
    public User me() throws IOException {
        return withRenewal(() -> api.get("/api/v1/auth/me", User.class));
    }

    /// All nodes.
    public List<LiveRow.Node> nodes() throws IOException {
        return all("/api/v1/nodes", LiveRow.Node.class);
    }

    /// All dependencies.
    public List<LiveRow.Dependency> dependencies() throws IOException {
        return all("/api/v1/dependencies", LiveRow.Dependency.class);
    }

    /// All replication links.
    public List<LiveRow.Replication> replication() throws IOException {
        return all("/api/v1/replication", LiveRow.Replication.class);
    }

    /// All containers.
    public List<LiveRow.Container> containers() throws IOException {
        return all("/api/v1/containers", LiveRow.Container.class);
    }

    /// All workloads of clusters.
    public List<LiveRow.Workload> workloads() throws IOException {
        return all("/api/v1/workloads", LiveRow.Workload.class);
    }

    /// All alerts that fire.
    public List<LiveRow.Alert> alerts() throws IOException {
        return all("/api/v1/alerts", LiveRow.Alert.class);
    }

    /// Everything as it stood at a past instant, page by page.
    ///
    /// @param at server's clock
    /// @param most rows of each table; what is beyond is left out, and the answer says so
    public PastRows past(Instant at, int most) throws IOException {
        String then = "?at=" + at + "&limit=";
        List<LiveRow> rows = new ArrayList<>();
        boolean whole = upTo(most, "/api/v1/nodes" + then, LiveRow.Node.class, rows);
        whole &= upTo(most, "/api/v1/dependencies" + then, LiveRow.Dependency.class, rows);
        whole &= upTo(most, "/api/v1/replication" + then, LiveRow.Replication.class, rows);
        whole &= upTo(most, "/api/v1/containers" + then, LiveRow.Container.class, rows);
        whole &= upTo(most, "/api/v1/workloads" + then, LiveRow.Workload.class, rows);
        whole &= upTo(most, "/api/v1/alerts" + then, LiveRow.Alert.class, rows);
        return new PastRows(rows, whole);
    }

    /// Who was told of an alert, the latest first.
    ///
    /// @param fingerprint of the alert
    /// @param until nothing later than this, server's clock
    /// @param most messages
    public List<Delivery> notifications(String fingerprint, Instant until, int most) throws IOException {
        String query = "?alert=" + encoded(fingerprint) + "&filter=" + encoded("created_at<=" + until);
        return withRenewal(() -> api.list("/api/v1/notifications" + query + "&limit=" + most, Delivery.class));
    }

    /// What happened to an alert, the latest first.
    ///
    /// @param fingerprint of the alert
    /// @param until nothing later than this, server's clock
    /// @param most transitions
    public List<Transition> alertHistory(String fingerprint, Instant until, int most) throws IOException {
        String path = "/api/v1/alerts/" + encoded(fingerprint) + "/history?filter=" + encoded("at<=" + until);
        return withRenewal(() -> api.list(path + "&limit=" + most, Transition.class));
    }

    /// What shifts left to each other, the latest first.
    public List<Handover> handovers(int most) throws IOException {
        return withRenewal(() -> api.list("/api/v1/handovers?sort=-at&limit=" + most, Handover.class));
    }

    /// Notes how it stands, for the next shift.
    public Handover writeHandover(NewHandover handover) throws IOException {
        return withRenewal(() -> api.post("/api/v1/handovers", handover, Handover.class));
    }

    /// Takes over from the shift before.
    public Handover signHandover(UUID id, NewSignature signature) throws IOException {
        return withRenewal(() -> api.post("/api/v1/handovers/" + id + "/signature", signature, Handover.class));
    }

    /// Who is on call when, by name.
    public List<OnCallSchedule> onCallSchedules(int most) throws IOException {
        return withRenewal(() -> api.list("/api/v1/on-call-schedules?limit=" + most, OnCallSchedule.class));
    }

    /// Says that one has seen an alert.
    public void acknowledge(String fingerprint, NewAck ack) throws IOException {
        withRenewal(() -> api.post("/api/v1/alerts/" + encoded(fingerprint) + "/ack", ack, LiveRow.Alert.class));
    }

    /// Takes that back.
    public void unacknowledge(String fingerprint) throws IOException {
        withRenewal(() -> {
            api.send("DELETE", "/api/v1/alerts/" + encoded(fingerprint) + "/ack", null);
            return fingerprint;
        });
    }

    /// Takes an alert on.
    public void own(String fingerprint, NewOwner owner) throws IOException {
        withRenewal(() -> api.post("/api/v1/alerts/" + encoded(fingerprint) + "/owner", owner, LiveRow.Alert.class));
    }

    /// What a silence would keep quiet.
    public SilencePreview previewSilence(NewSilence silence) throws IOException {
        return withRenewal(() -> api.post("/api/v1/silences/preview", silence, SilencePreview.class));
    }

    /// Keeps alerts quiet for a time.
    public Silence silence(NewSilence silence) throws IOException {
        return withRenewal(() -> api.post("/api/v1/silences", silence, Silence.class));
    }

    /// Silences, those that end last first.
    public List<Silence> silences(int most) throws IOException {
        return withRenewal(() -> api.list("/api/v1/silences?limit=" + most, Silence.class));
    }

    /// One silence.
    public Silence silence(UUID id) throws IOException {
        return withRenewal(() -> api.get("/api/v1/silences/" + id, Silence.class));
    }

    /// Ends a silence now.
    public void endSilence(UUID id) throws IOException {
        withRenewal(() -> {
            api.send("DELETE", "/api/v1/silences/" + id, null);
            return id;
        });
    }

    /// Maintenance windows, those that begin last first.
    public List<Maintenance> maintenanceWindows(int most) throws IOException {
        return withRenewal(() -> api.list("/api/v1/maintenance-windows?limit=" + most, Maintenance.class));
    }

    /// Plans work, so that nobody is told of what it causes.
    public Maintenance planMaintenance(NewMaintenance window) throws IOException {
        return withRenewal(() -> api.post("/api/v1/maintenance-windows", window, Maintenance.class));
    }

    /// Ends work and takes it out of the plan.
    public void endMaintenance(UUID id) throws IOException {
        withRenewal(() -> {
            api.send("DELETE", "/api/v1/maintenance-windows/" + id, null);
            return id;
        });
    }

    /// Stored samples of one series.
    ///
    /// @param node that measured
    /// @param target dependency, link, `host` or `agent`
    /// @param metric name, see [io.dotmac.model.fleet.Metrics]
    /// @param instance part of the target, empty for the whole
    /// @param from earliest time, server's clock
    /// @param to latest time
    /// @param points at most this many
    public SeriesPoints series(
            NodeId node, String target, String metric, String instance, Instant from, Instant to, int points)
            throws IOException {
        String query = "?node=" + node + "&target=" + encoded(target) + "&metric=" + encoded(metric) + "&instance="
                + encoded(instance) + "&from=" + from + "&to=" + to + "&points=" + points;
        return withRenewal(() -> api.get("/api/v1/samples" + query, SeriesPoints.class));
    }

    /// Mints a one-use token with which an agent enrols.
    public EnrolmentToken enrolmentToken(NewEnrolmentToken wanted) throws IOException {
        return withRenewal(() -> api.post("/api/v1/agents/enrolment-tokens", wanted, EnrolmentToken.class));
    }

    /// A live connection; the caller starts and closes it.
    public LiveClient live(Consumer<? super LiveEvent> listener) {
        return new LiveClient(api, credentials, listener, Pace.DEFAULT);
    }

    private <T> List<T> all(String path, Class<T> type) throws IOException {
        List<T> rows = new ArrayList<>();
        upTo(Integer.MAX_VALUE, path + "?limit=", type, rows);
        return List.copyOf(rows);
    }

    /// Follows `links.next` until there is none, or there are `most`; answers whether that is all.
    private <T> boolean upTo(int most, String path, Class<T> type, List<? super T> rows) throws IOException {
        int read = 0;
        Optional<String> next = Optional.of(path + PAGE);
        while (next.isPresent() && read < most) {
            String here = next.get();
            ApiClient.Page<T> page = withRenewal(() -> api.page(here, type));
            rows.addAll(page.rows());
            read += page.rows().size();
            next = page.next().filter(other -> !page.rows().isEmpty());
        }
        return next.isEmpty();
    }

    private <T> T withRenewal(Call<T> call) throws IOException {
        String token = credentials.accessToken().orElse("");
        try {
            return call.run();
        } catch (ApiException e) {
            if (e.status() == 401 && credentials.renew(token)) {
                return call.run();
            }
            throw e;
        }
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }

    private interface Call<T> {
        T run() throws IOException;
    }
}

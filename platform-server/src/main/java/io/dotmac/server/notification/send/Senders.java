package io.dotmac.server.notification.send;

import io.dotmac.model.Json;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.model.notification.Target;
import io.dotmac.server.platform.secret.Hashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Hands messages over, each kind of receiver in its own way. Safe for use by several threads.
public final class Senders {
    private final Poster poster;
    private final Mailer mailer;
    private final Clock clock;
    private final String publicUrl;

    /// Opens nothing yet.
    public Senders(NotificationConfig config, Clock clock) {
        this.poster = new Poster(config.reach(), config.timeout(), clock);
        this.mailer = new Mailer(config.smtp(), clock);
        this.clock = clock;
        this.publicUrl = config.publicUrl();
    }

    /// Hands a message over; returns when it is known what became of it.
    public Outcome send(Target target, Parcel parcel) {
        try {
            return switch (target) {
                case Target.Email email -> mailer.send(email, parcel);
                case Target.Webhook webhook -> webhook(webhook, parcel);
                case Target.Slack slack -> slack(slack, parcel);
                case Target.PagerDuty pager -> pager(pager, parcel);
            };
        } catch (IOException e) {
            return Poster.failure(e);
        }
    }

    /// Gives a sign of life.
    public Outcome beat(String url) {
        try {
            Poster.Answer answer = poster.post(url, Map.of(), new byte[0]);
            return isTaken(answer) ? new Outcome.Sent("") : Poster.refusal(answer);
        } catch (IOException e) {
            return Poster.failure(e);
        }
    }

    /// The signature of a webhook's body, one for each key: `v1=` and HMAC-SHA-256 of time, a dot and the body.
    static String signature(long seconds, byte[] body, List<String> keys) {
        byte[] start = (seconds + ".").getBytes(StandardCharsets.UTF_8);
        byte[] signed = new byte[start.length + body.length];
        System.arraycopy(start, 0, signed, 0, start.length);
        System.arraycopy(body, 0, signed, start.length, body.length);
        return keys.stream()
                .map(key -> "v1=" + HexFormat.of().formatHex(Hashes.hmac(key, signed)))
                .collect(Collectors.joining(","));
    }

    private Outcome webhook(Target.Webhook target, Parcel parcel) throws IOException {
        byte[] body = Json.bytes(WebhookBody.of(parcel, publicUrl));
        long seconds = clock.instant().getEpochSecond();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Idempotency-Key", parcel.id().toString());
        headers.put("Dotmac-Timestamp", Long.toString(seconds));
        headers.put("Dotmac-Signature", signature(seconds, body, parcel.keys()));
        headers.put("User-Agent", "dotmac-ops");
        Poster.Answer answer = poster.post(target.url(), headers, body);
        return isTaken(answer) ? new Outcome.Sent("") : Poster.refusal(answer);
    }

    private Outcome slack(Target.Slack target, Parcel parcel) throws IOException {
        Map<String, String> headers = Map.of("Idempotency-Key", parcel.id().toString());
        Poster.Answer answer = poster.post(target.url(), headers, Json.bytes(SlackBody.of(parcel)));
        return isTaken(answer) ? new Outcome.Sent("") : Poster.refusal(answer);
    }

    private Outcome pager(Target.PagerDuty target, Parcel parcel) throws IOException {
        String url = target.url().orElse(PagerBody.URL);
        byte[] body = Json.bytes(PagerBody.of(target.routingKey(), parcel, publicUrl));
        Poster.Answer answer = poster.post(url, Map.of(), body);
        if (!isTaken(answer)) {
            return Poster.refusal(answer);
        }
        // By the key of the event a second time does no harm, so what is not confirmed is sent again.
        boolean confirmed = answer.body().contains("\"success\"");
        return confirmed
                ? new Outcome.Sent("")
                : new Outcome.Later("answered " + answer.status() + " without success", answer.retryAfter());
    }

    private static boolean isTaken(Poster.Answer answer) {
        return answer.status() >= 200 && answer.status() < 300;
    }

    /// What is done with an incident.
    static String action(NoticeKind kind) {
        return switch (kind) {
            case RESOLVED -> "resolve";
            case ACKNOWLEDGED -> "acknowledge";
            case FIRING, REPEAT, ESCALATION, SUMMARY, TEST -> "trigger";
        };
    }
}

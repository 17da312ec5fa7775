package io.dotmac.server.notification.send;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dotmac.model.alert.Level;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An event of PagerDuty's Events API v2.
///
/// @param routingKey of the integration
/// @param eventAction `trigger`, `acknowledge` or `resolve`
/// @param dedupKey fingerprint of the alert, so that all events of an alert are one incident
/// @param client name of this program
/// @param clientUrl where to look
/// @param payload what is wrong; not needed to end it
/// @param links where to look
record PagerBody(
        String routingKey,
        String eventAction,
        String dedupKey,
        String client,
        Optional<String> clientUrl,
        Optional<Payload> payload,
        List<Link> links) {
    static final String URL = "https://events.pagerduty.com/v2/enqueue";

    private static final int SUMMARY = 1_024;

    /// What is wrong.
    record Payload(
            String summary,
            String source,
            String severity,
            Instant timestamp,
            Optional<String> component,
            String group,
            @JsonProperty("class") String rule,
            Map<String, Object> customDetails) {}

    /// Where to look.
    record Link(String href, String text) {}

    static PagerBody of(String routingKey, Parcel parcel, String publicUrl) {
        Notice notice = parcel.notice();
        String action = Senders.action(notice.kind());
        Optional<String> url = Optional.of(publicUrl).filter(text -> !text.isEmpty());
        List<Link> links = url.stream()
                .flatMap(base -> notice.first().stream()
                        .map(item -> new Link(base + "/api/v1/alerts/" + item.fingerprint(), "alert")))
                .toList();
        return new PagerBody(
                routingKey,
                action,
                parcel.thread(),
                "DotMac Ops",
                url,
                action.equals("trigger") ? Optional.of(payload(parcel)) : Optional.empty(),
                links);
    }

    private static Payload payload(Parcel parcel) {
        Notice notice = parcel.notice();
        String subject = parcel.words().subject();
        String summary = subject.length() > SUMMARY ? subject.substring(0, SUMMARY) : subject;
        Optional<Notice.Item> first = notice.first();
        String node = first.map(item -> item.label("node"))
                .filter(text -> !text.isEmpty())
                .orElse("dotmac");
        Map<String, Object> details =
                new LinkedHashMap<>(first.map(Notice.Item::labels).orElse(Map.of()));
        details.put("details", parcel.words().body());
        return new Payload(
                summary,
                node,
                notice.level() == Level.CRITICAL ? "critical" : "warning",
                first.map(Notice.Item::startsAt).orElse(notice.at()),
                first.map(item -> item.label("target")).filter(text -> !text.isEmpty()),
                notice.tenant().isEmpty() ? "platform" : notice.tenant(),
                first.map(Notice.Item::rule).orElse("dotmac"),
                details);
    }
}

package io.dotmac.server.notification.send;

import io.dotmac.model.alert.Level;
import io.dotmac.model.notification.NoticeKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What a webhook is sent.
///
/// @param version of this form
/// @param id of the message, the same at each attempt
/// @param kind what it is about
/// @param tenant slug, empty for the platform
/// @param receiver name
/// @param route that it is told by
/// @param thread messages about the same thing have the same
/// @param group labels in which the alerts are alike
/// @param level the worst
/// @param subject one line for people
/// @param firing alerts that fire
/// @param resolved alerts that are over
/// @param firingCount how many fire, also those that are not listed
/// @param resolvedCount how many are over
/// @param step how far an escalation has come
/// @param remark one more line
/// @param at when it was decided to tell this
/// @param url of the server's API
record WebhookBody(
        int version,
        UUID id,
        NoticeKind kind,
        String tenant,
        String receiver,
        String route,
        String thread,
        Map<String, String> group,
        Level level,
        String subject,
        List<Notice.Item> firing,
        List<Notice.Item> resolved,
        int firingCount,
        int resolvedCount,
        int step,
        String remark,
        Instant at,
        String url) {
    static WebhookBody of(Parcel parcel, String url) {
        Notice notice = parcel.notice();
        return new WebhookBody(
                1,
                parcel.id(),
                notice.kind(),
                notice.tenant(),
                parcel.receiver(),
                notice.route(),
                parcel.thread(),
                notice.group(),
                notice.level(),
                parcel.words().subject(),
                notice.firing(),
                notice.resolved(),
                notice.firingCount(),
                notice.resolvedCount(),
                notice.step(),
                notice.remark(),
                notice.at(),
                url);
    }
}

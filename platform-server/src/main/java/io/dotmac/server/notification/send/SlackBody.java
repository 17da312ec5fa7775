package io.dotmac.server.notification.send;

import io.dotmac.model.notification.NoticeKind;
import java.util.List;

/// What a chat is sent: plain text for notifications, and the same with a coloured bar.
///
/// @param text first line
/// @param attachments the rest
record SlackBody(String text, List<Attachment> attachments) {
    private static final int MOST = 3_500;

    /// A coloured bar with text.
    ///
    /// @param color of the bar
    /// @param text beside it
    /// @param fallback for programs that know no bars
    record Attachment(String color, String text, String fallback) {}

    static SlackBody of(Parcel parcel) {
        Words words = parcel.words();
        String mark = parcel.perhapsAgain() ? " (perhaps told before)" : "";
        String body = escaped(words.body());
        String shown = body.length() > MOST ? body.substring(0, MOST) + "\n..." : body;
        String subject = escaped(words.subject()) + mark;
        return new SlackBody(subject, List.of(new Attachment(color(parcel.notice()), "```" + shown + "```", subject)));
    }

    /// Chats take these three for their own.
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("```", "'''");
    }

    private static String color(Notice notice) {
        if (notice.kind() == NoticeKind.RESOLVED) {
            return "#009E73";
        }
        return switch (notice.level()) {
            case CRITICAL -> "#D55E00";
            case WARNING -> "#F0E442";
            case OK -> "#56B4E9";
        };
    }
}

package io.dotmac.model.notification;

import io.dotmac.model.Check;
import java.util.Optional;

/// Own words for what is told. `{name}` stands for a value, `{#alerts}`...`{/alerts}` is repeated for each alert;
/// nothing else is understood, and nothing is run.
///
/// @param subject of an e-mail, first line of a chat message; the usual one when absent
/// @param body the usual one when absent
public record NoticeTemplate(Optional<String> subject, Optional<String> body) {
    /// The usual words.
    public static final NoticeTemplate USUAL = new NoticeTemplate(Optional.empty(), Optional.empty());

    private static final int SUBJECT = 300;
    private static final int BODY = 10_000;

    /// Refuses over-long texts.
    public NoticeTemplate {
        subject.ifPresent(text -> Check.line("subject", text, SUBJECT));
        body.ifPresent(text -> Check.range("length of body", text.length(), 0, BODY));
    }
}

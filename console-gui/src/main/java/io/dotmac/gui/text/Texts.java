package io.dotmac.gui.text;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/// Looks up what the console says; a name without a text is a bug and throws.
public final class Texts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("io.dotmac.gui.messages", Locale.ROOT);

    private Texts() {}

    /// The text of `name`, with `{0}`, `{1}`... replaced by `values` as they are.
    public static String of(String name, Object... values) {
        String pattern = BUNDLE.getString(name);
        return values.length == 0 ? pattern : new MessageFormat(pattern, Locale.ROOT).format(values);
    }

    /// Whether there is such a text.
    public static boolean has(String name) {
        return BUNDLE.containsKey(name);
    }
}

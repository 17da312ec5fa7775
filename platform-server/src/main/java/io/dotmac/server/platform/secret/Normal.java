package io.dotmac.server.platform.secret;

import java.text.Normalizer;
import java.util.Locale;

/// The one form of values that people write in several: what a blind index is made of.
public final class Normal {
    private Normal() {}

    /// Lower case, no blanks around.
    public static String email(String text) {
        return Normalizer.normalize(text.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /// `+` and the digits of E.164; `00` at the beginning counts as `+`.
    public static String phone(String text) {
        String digits = text.replaceAll("[^0-9]", "");
        return "+" + (!text.strip().startsWith("+") && digits.startsWith("00") ? digits.substring(2) : digits);
    }

    /// Letters in upper case and digits, nothing between them.
    public static String code(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]", "");
    }
}

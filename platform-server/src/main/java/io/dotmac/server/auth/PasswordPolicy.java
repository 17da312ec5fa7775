package io.dotmac.server.auth;

import io.dotmac.server.platform.http.Refusal;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a password must be: long, none of the commonest, not the e-mail address. No rules on digits and signs, which
/// make people choose worse ones.
final class PasswordPolicy {
    static final int MIN = 12;
    static final int MAX = 1024;

    /// The commonest of twelve characters or more in lists of leaked passwords, without digits and signs at the end.
    private static final Set<String> COMMON = Set.of(
            "password",
            "passwordpassword",
            "qwertyuiop",
            "qwertyuiopasdf",
            "qwertyuiopasdfghjkl",
            "1qaz2wsx3edc4rfv",
            "1q2w3e4r5t6y",
            "1q2w3e4r5t6y7u8i9o0p",
            "qazwsxedcrfv",
            "abcdefghijkl",
            "abcdefghijklmnop",
            "abcdefghijklmnopqrstuvwxyz",
            "iloveyouiloveyou",
            "iloveyouforever",
            "administrator",
            "adminadminadmin",
            "letmeinletmein",
            "letmeinplease",
            "welcomewelcome",
            "trustno1trustno1",
            "superadministrator",
            "changemechangeme",
            "correcthorsebatterystaple",
            "monkeymonkey",
            "dragondragon",
            "footballfootball",
            "mypasswordis",
            "thisismypassword",
            "passwordispassword",
            "internetprovider");

    private PasswordPolicy() {}

    /// What is wrong with it, if anything.
    static Optional<String> fault(String password, String email) {
        if (password.length() < MIN || password.length() > MAX) {
            return Optional.of("has " + password.length() + " characters, must have " + MIN + " to " + MAX);
        }
        String plain = password.toLowerCase(Locale.ROOT);
        String local = email.replaceFirst("@.*", "");
        if (!email.isEmpty() && (plain.contains(email) || (local.length() > 3 && plain.startsWith(local)))) {
            return Optional.of("must not be made of the e-mail address");
        }
        String bare = plain.replaceFirst("[^a-z]+$", "");
        if (COMMON.contains(plain)
                || COMMON.contains(bare)
                || plain.chars().distinct().count() < 4
                || isCount(plain)) {
            return Optional.of("is one of the commonest, choose another");
        }
        return Optional.empty();
    }

    /// Throws [Refusal] when `password` will not do.
    static void check(String field, String password, String email) {
        fault(password, email).ifPresent(fault -> {
            throw Refusal.invalid(field, fault);
        });
    }

    /// `123456789012` and the like.
    private static boolean isCount(String text) {
        for (int i = 1; i < text.length(); i++) {
            int step = Math.floorMod(text.charAt(i) - text.charAt(i - 1), 10);
            if (step != 1) {
                return false;
            }
        }
        return true;
    }
}

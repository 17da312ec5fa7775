package io.dotmac.server.platform.telemetry;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A statement by what it does, without the values that it was given.
///
/// @param name verb and table, for example `insert public.users`
/// @param text normalised: one line, literals as `?`
record Query(String name, String text) {
    private static final int LONGEST = 2_000;
    private static final Pattern COMMENT = Pattern.compile("--[^\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern TEXT =
            Pattern.compile("(?i)(?:\\b[ebx])?'(?:[^']|'')*'|\\$(\\w*)\\$.*?\\$\\1\\$", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w$:\"])-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?\\b");
    private static final Pattern MANY = Pattern.compile("(\\?|:\\w+)(?:\\s*,\\s*(?:\\?|:\\w+))+(?=\\s*\\))");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern CHANGE =
            Pattern.compile("\\b(insert)\\s+into\\s+([\\w.\"]+)|\\b(delete)\\s+from\\s+(?:only\\s+)?([\\w.\"]+)"
                    + "|^(update)\\s+(?:only\\s+)?([\\w.\"]+)|\\)\\s*(update)\\s+(?:only\\s+)?([\\w.\"]+)");
    private static final Pattern FROM = Pattern.compile("\\bfrom\\s+(?:only\\s+)?([a-z_][\\w.\"]*)");
    private static final Pattern CALL = Pattern.compile("^select\\s+([a-z_][\\w.]*)\\s*\\(");

    /// Reads a statement as it stands in the source.
    static Query of(String sql) {
        String text = COMMENT.matcher(sql).replaceAll(" ");
        text = TEXT.matcher(text).replaceAll("?");
        text = NUMBER.matcher(text).replaceAll("?");
        text = SPACE.matcher(text).replaceAll(" ").strip();
        text = MANY.matcher(text).replaceAll("$1, ...");
        return new Query(name(text.toLowerCase(Locale.ROOT)), text.substring(0, Math.min(LONGEST, text.length())));
    }

    private static String name(String text) {
        Matcher change = CHANGE.matcher(text);
        if (change.find()) {
            for (int verb = 1; verb < change.groupCount(); verb += 2) {
                if (change.group(verb) != null) {
                    return change.group(verb) + " " + change.group(verb + 1).replace("\"", "");
                }
            }
        }
        Matcher call = CALL.matcher(text);
        if (call.find()) {
            return "select " + call.group(1);
        }
        Matcher from = FROM.matcher(text);
        if (from.find()) {
            return "select " + from.group(1).replace("\"", "");
        }
        return text.split("[ (;]", 2)[0];
    }
}

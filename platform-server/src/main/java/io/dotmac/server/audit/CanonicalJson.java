package io.dotmac.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes JSON in the one form of RFC 8785, so that the same values always have the same bytes: keys in the order of
/// their UTF-16 code units, no spaces, shortest escapes, numbers as ECMAScript writes them.
///
/// A whole number that a double cannot hold is written as a string, as the RFC's appendix D advises.
final class CanonicalJson {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder out = new StringBuilder(256);

    private CanonicalJson() {}

    static String of(JsonNode node) {
        CanonicalJson json = new CanonicalJson();
        json.value(node);
        return json.out.toString();
    }

    /// A string with its quotes.
    static String quoted(String text) {
        CanonicalJson json = new CanonicalJson();
        json.string(text);
        return json.out.toString();
    }

    private void value(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT -> object(node);
            case ARRAY -> array(node);
            case NUMBER -> number(node);
            case BOOLEAN -> out.append(node.booleanValue());
            case NULL, MISSING -> out.append("null");
            case STRING, BINARY, POJO -> string(node.asText());
        }
    }

    private void object(JsonNode node) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
        out.append('{');
        String separator = "";
        for (Map.Entry<String, JsonNode> field : sorted.entrySet()) {
            out.append(separator);
            string(field.getKey());
            out.append(':');
            value(field.getValue());
            separator = ",";
        }
        out.append('}');
    }

    private void array(JsonNode node) {
        out.append('[');
        List<JsonNode> elements = new ArrayList<>();
        node.forEach(elements::add);
        for (int i = 0; i < elements.size(); i++) {
            out.append(i == 0 ? "" : ",");
            value(elements.get(i));
        }
        out.append(']');
    }

    private void number(JsonNode node) {
        BigDecimal exact = node.decimalValue();
        double nearest = exact.doubleValue();
        if (Double.isInfinite(nearest) || (node.isIntegralNumber() && new BigDecimal(nearest).compareTo(exact) != 0)) {
            string(exact.toPlainString());
            return;
        }
        out.append(ecmaScript(nearest));
    }

    /// ECMA-262, Number::toString.
    private static String ecmaScript(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal shortest = shortest(Math.abs(value));
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale();
        String sign = value < 0 ? "-" : "";
        if (point > 21 || point <= -6) {
            String rest = digits.length() == 1 ? "" : "." + digits.substring(1);
            int exponent = point - 1;
            return sign + digits.charAt(0) + rest + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
        }
        if (point <= 0) {
            return sign + "0." + "0".repeat(-point) + digits;
        }
        if (digits.length() <= point) {
            return sign + digits + "0".repeat(point - digits.length());
        }
        return sign + digits.substring(0, point) + "." + digits.substring(point);
    }

    /// The fewest digits that mean this number; Java itself writes two at least.
    private static BigDecimal shortest(double value) {
        BigDecimal written = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        BigDecimal oneDigit = written.round(new MathContext(1));
        return oneDigit.doubleValue() == value ? oneDigit.stripTrailingZeros() : written;
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            if (isWhole(text, i)) {
                character(text.charAt(i));
            } else {
                out.append('\ufffd'); // half a surrogate pair has no bytes
            }
        }
        out.append('"');
    }

    private static boolean isWhole(String text, int i) {
        char one = text.charAt(i);
        if (Character.isHighSurrogate(one)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        return !Character.isLowSurrogate(one) || (i > 0 && Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private void character(char one) {
        switch (one) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (one < 0x20) {
                    out.append("\\u00").append(HEX.charAt(one >> 4)).append(HEX.charAt(one & 15));
                } else {
                    out.append(one);
                }
            }
        }
    }
}

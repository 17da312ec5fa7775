package io.dotmac.tui.kit;

import com.googlecode.lanterna.input.KeyStroke;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// One line of text being typed, with completion by Tab and what was entered before by the arrows.
///
/// Not safe for several threads.
public final class Prompt {
    private static final int LONGEST = 500;
    private static final int REMEMBERED = 100;

    private final String sign;
    private final Function<String, List<String>> completions;
    private final List<String> entered = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private List<String> offers = List.of();
    private int offered = -1;
    private int at;
    private int recalled;

    /// What a key did.
    public enum Outcome {
        /// The text may have changed; keep typing.
        EDITED,
        /// Entered: [#text()] is meant.
        ENTERED,
        /// Given up.
        LEFT
    }

    /// @param sign before the text, for example `:`
    /// @param completions whole texts that may replace the one given
    public Prompt(String sign, Function<String, List<String>> completions) {
        this.sign = sign;
        this.completions = completions;
    }

    /// Starts anew with `initial`.
    public void open(String initial) {
        write(initial);
        recalled = entered.size();
    }

    /// What stands there.
    public String text() {
        return text.toString();
    }

    /// What may complete it, the best first.
    public List<String> offers() {
        return offers;
    }

    /// Takes a key.
    public Outcome key(KeyStroke key) {
        return switch (key.getKeyType()) {
            case Enter -> enter();
            case Escape -> Outcome.LEFT;
            case Backspace -> text.isEmpty() ? Outcome.LEFT : cut(Math.max(0, at - 1), at);
            case Delete -> cut(at, Math.min(text.length(), at + 1));
            case ArrowLeft -> move(at - 1);
            case ArrowRight -> at == text.length() ? accept() : move(at + 1);
            case Home -> move(0);
            case End -> move(text.length());
            case ArrowUp -> recall(recalled - 1);
            case ArrowDown -> recall(recalled + 1);
            case Tab -> cycle(1);
            case ReverseTab -> cycle(-1);
            case Character -> character(key);
            default -> Outcome.EDITED;
        };
    }

    /// Paints sign, text, the rest of the best offer faintly, and the cursor.
    public void paint(Pane row, Ink ink, Ink faint) {
        row.fill(0, 0, row.width(), ' ', ink);
        int start = row.put(1, 0, sign, ink.withBold());
        int room = Math.max(1, row.width() - start);
        int from = Math.max(0, at - room + 1);
        int end = row.put(start, 0, text.substring(from), ink);
        if (at == text.length() && !offers.isEmpty() && offers.getFirst().startsWith(text.toString())) {
            row.put(end, 0, offers.getFirst().substring(text.length()), faint);
        }
        row.cursor(start + at - from, 0);
    }

    private Outcome character(KeyStroke key) {
        char sign = key.getCharacter();
        if (key.isCtrlDown()) {
            return switch (sign) {
                case 'a' -> move(0);
                case 'e' -> move(text.length());
                case 'u' -> cut(0, at);
                case 'k' -> cut(at, text.length());
                case 'w' -> cut(wordStart(), at);
                case 'c', 'g' -> Outcome.LEFT;
                default -> Outcome.EDITED;
            };
        }
        if (key.isAltDown() || text.length() >= LONGEST) {
            return Outcome.EDITED;
        }
        return insert(sign);
    }

    private Outcome enter() {
        if (!text.isEmpty()) {
            entered.remove(text.toString());
            entered.add(text.toString());
            if (entered.size() > REMEMBERED) {
                entered.removeFirst();
            }
        }
        return Outcome.ENTERED;
    }

    private Outcome insert(char sign) {
        text.insert(at++, sign);
        offer();
        return Outcome.EDITED;
    }

    private Outcome cut(int from, int to) {
        text.delete(from, to);
        at = from;
        offer();
        return Outcome.EDITED;
    }

    private Outcome move(int to) {
        at = Math.clamp(to, 0, text.length());
        return Outcome.EDITED;
    }

    private Outcome accept() {
        if (!offers.isEmpty()) {
            write(offers.getFirst());
        }
        return Outcome.EDITED;
    }

    private Outcome cycle(int step) {
        if (offers.isEmpty()) {
            return Outcome.EDITED;
        }
        List<String> round = offers;
        offered = Math.floorMod(offered < 0 && step < 0 ? step : offered + step, round.size());
        text.setLength(0);
        text.append(round.get(offered));
        at = text.length();
        return Outcome.EDITED;
    }

    private Outcome recall(int which) {
        if (entered.isEmpty()) {
            return Outcome.EDITED;
        }
        recalled = Math.clamp(which, 0, entered.size());
        write(recalled == entered.size() ? "" : entered.get(recalled));
        return Outcome.EDITED;
    }

    private void write(String whole) {
        text.setLength(0);
        text.append(whole);
        at = text.length();
        offer();
    }

    private void offer() {
        offers = completions.apply(text.toString());
        offered = -1;
    }

    private int wordStart() {
        int start = at;
        while (start > 0 && text.charAt(start - 1) == ' ') {
            start--;
        }
        while (start > 0 && text.charAt(start - 1) != ' ') {
            start--;
        }
        return start;
    }
}

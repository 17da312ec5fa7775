package io.dotmac.tui.kit;

import com.googlecode.lanterna.input.KeyStroke;
import java.util.ArrayList;
import java.util.List;

/// A few labelled lines to fill in; secret ones show nothing of what is typed but that it is typed.
///
/// Not safe for several threads.
public final class Form {
    private static final int LONGEST = 1024;

    private final List<Field> fields = new ArrayList<>();
    private int focus;

    /// What a key did.
    public enum Outcome {
        /// Still being filled in.
        EDITED,
        /// Enter on the last line.
        SENT,
        /// Given up.
        LEFT
    }

    private static final class Field {
        private final String label;
        private final boolean secret;
        private final StringBuilder text;

        Field(String label, boolean secret, String initial) {
            this.label = label;
            this.secret = secret;
            this.text = new StringBuilder(initial);
        }
    }

    /// Adds a line; the first empty one has the focus.
    public Form with(String label, boolean secret, String initial) {
        fields.add(new Field(label, secret, initial));
        focus = 0;
        while (focus < fields.size() - 1 && !fields.get(focus).text.isEmpty()) {
            focus++;
        }
        return this;
    }

    /// What stands in a line.
    public String text(int field) {
        return fields.get(field).text.toString();
    }

    /// Empties a line and gives it the focus.
    public void clear(int field) {
        fields.get(field).text.setLength(0);
        focus = field;
    }

    /// Takes a key.
    public Outcome key(KeyStroke key) {
        StringBuilder text = fields.get(focus).text;
        switch (key.getKeyType()) {
            case Escape -> {
                return Outcome.LEFT;
            }
            case Enter -> {
                if (focus == fields.size() - 1) {
                    return Outcome.SENT;
                }
                focus++;
            }
            case Tab, ArrowDown -> focus = (focus + 1) % fields.size();
            case ReverseTab, ArrowUp -> focus = Math.floorMod(focus - 1, fields.size());
            case Backspace -> text.setLength(Math.max(0, text.length() - 1));
            case Character -> {
                if (key.isCtrlDown() && (key.getCharacter() == 'c' || key.getCharacter() == 'd')) {
                    return Outcome.LEFT;
                }
                type(text, key);
            }
            default -> {}
        }
        return Outcome.EDITED;
    }

    /// Paints labels, lines and the cursor.
    public void paint(Pane pane, int x, int y, int width, Ink label, Ink line) {
        int labels =
                fields.stream().mapToInt(field -> Text.width(field.label)).max().orElse(0) + 2;
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            int room = Math.max(1, width - labels);
            String shown = field.secret ? "*".repeat(field.text.length()) : field.text.toString();
            String tail = shown.substring(Math.max(0, shown.length() - room + 1));
            pane.put(x, y + 2 * i, field.label, label);
            pane.fill(x + labels, y + 2 * i, room, ' ', line.withUnderline());
            int end = pane.put(x + labels, y + 2 * i, tail, line.withUnderline());
            if (i == focus) {
                pane.cursor(end, y + 2 * i);
            }
        }
    }

    private static void type(StringBuilder text, KeyStroke key) {
        if (key.isCtrlDown() && key.getCharacter() == 'u') {
            text.setLength(0);
        }
        if (!key.isCtrlDown() && !key.isAltDown() && text.length() < LONGEST) {
            text.append(key.getCharacter());
        }
    }
}

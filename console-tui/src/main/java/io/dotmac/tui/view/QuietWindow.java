package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.Observable;
import io.dotmac.console.quiet.QuietForm;
import io.dotmac.console.quiet.QuietForm.Field;
import io.dotmac.console.text.Clean;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Ink;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Text;
import java.util.List;

/// The dialog of a silence, or of work on a node: what it covers, how long, why, and what that would hide.
///
/// Enter goes on to the next line and does it on the last one; Esc leaves without effect.
final class QuietWindow implements Window {
    private static final int LABEL = 3;
    private static final int VALUE = 13;
    private static final int LONGEST = 500;
    /// From this height on there is a blank row between what is filled in.
    private static final int ROOMY = 18;

    private final Desk desk;
    private final QuietForm form;
    private int focus;

    /// @param desk around
    /// @param form filled in
    QuietWindow(Desk desk, QuietForm form) {
        this.desk = desk;
        this.form = form;
    }

    @Override
    public Line title() {
        String what = form.kind() == QuietForm.Kind.SILENCE ? "Silence" : "Maintenance";
        return Line.of(what, desk.skin().strong());
    }

    @Override
    public Line status() {
        return form.state().get().sending()
                ? Line.of("asking the server", desk.skin().muted())
                : Line.of("not done yet", desk.skin().severity(Severity.MINOR));
    }

    @Override
    public boolean typing() {
        return true;
    }

    @Override
    public boolean finished() {
        return form.state().get().done();
    }

    @Override
    public void paint(Pane body) {
        Skin skin = desk.skin();
        QuietForm.State state = form.state().get();
        boolean roomy = body.height() >= ROOMY;
        int y = roomy ? 1 : 0;
        if (!form.whose().isEmpty()) {
            body.put(LABEL, y, "ISP", skin.muted());
            body.put(VALUE, y, cut(form.whose(), body), skin.strong());
            y += roomy ? 2 : 1;
        }
        for (Field field : form.fields()) {
            boolean chosen = field == focused();
            body.put(LABEL, y, label(field), chosen ? skin.strong() : skin.muted());
            y = field == Field.COVERS ? paintCovers(body, y, state, chosen) : paintTyped(body, y, field, chosen);
            y = complain(body, y, state.wrong(field)) + (roomy ? 1 : 0);
        }
        body.put(LABEL, y, "Ends", skin.muted());
        String ends = form.ends();
        body.put(VALUE, y++, ends.isEmpty() ? "not known yet" : ends, ends.isEmpty() ? skin.muted() : skin.strong());
        body.put(LABEL, y, "Hides", skin.muted());
        int last = body.height() - 2;
        Ink ink = skin.strong();
        for (String line : state.hides()) {
            if (y < last) {
                body.put(VALUE, y++, cut(line, body), ink);
            }
            ink = skin.text();
        }
        complain(body, y, state.problem());
        body.put(LABEL, body.height() - 1, keys(), skin.muted());
    }

    /// Only what these keys do here.
    private String keys() {
        boolean lastField = focus == form.fields().size() - 1;
        String choose = focused() == Field.COVERS && form.covers().size() > 1
                ? "left/right chooses   "
                : QuietForm.offers(focused()).isEmpty() ? "" : "left/right chooses, or type   ";
        return choose + (lastField ? "enter does it   " : "enter goes on   ") + "tab next line   esc leaves it";
    }

    private int paintCovers(Pane body, int top, QuietForm.State state, boolean chosen) {
        Skin skin = desk.skin();
        int y = top;
        for (int i = 0; i < form.covers().size(); i++) {
            boolean on = i == state.covers();
            String sign = on ? skin.sign("● ", "(x) ") : skin.sign("○ ", "( ) ");
            Ink ink = on ? (chosen ? skin.accent() : skin.strong()) : skin.muted();
            body.put(VALUE, y++, cut(sign + form.covers().get(i).title(), body), ink);
        }
        return y;
    }

    private int paintTyped(Pane body, int y, Field field, boolean chosen) {
        Skin skin = desk.skin();
        String text = Clean.line(form.text(field));
        int room = field == Field.COMMENT ? body.width() - VALUE - 2 : Math.min(24, body.width() - VALUE - 2);
        String shown = text.substring(Math.max(0, text.length() - room + 1));
        Ink ink = (chosen ? skin.strong() : skin.text()).withUnderline();
        body.fill(VALUE, y, room, ' ', ink);
        int end = body.put(VALUE, y, shown, ink);
        if (chosen) {
            body.cursor(end, y);
        }
        List<String> offers = QuietForm.offers(field);
        if (!offers.isEmpty()) {
            int x = VALUE + room + 2;
            for (String offer : offers) {
                x = body.put(x, y, offer, offer.equals(text) ? skin.accent() : skin.muted()) + 2;
            }
        }
        return y + 1;
    }

    private int complain(Pane body, int y, String what) {
        if (what.isEmpty()) {
            return y;
        }
        int at = y;
        for (String line : Text.wrapped(what, body.width() - VALUE - 2)) {
            body.put(VALUE, at++, line, desk.skin().severity(Severity.MAJOR));
        }
        return at;
    }

    @Override
    public boolean key(KeyStroke key) {
        int lines = form.fields().size();
        switch (key.getKeyType()) {
            case Escape -> desk.overlays().leave();
            case Enter -> {
                if (focus == lines - 1) {
                    form.send();
                } else {
                    focus++;
                }
            }
            case Tab -> focus = (focus + 1) % lines;
            case ReverseTab -> focus = Math.floorMod(focus - 1, lines);
            case ArrowDown -> vertical(1);
            case ArrowUp -> vertical(-1);
            case ArrowRight -> choose(1);
            case ArrowLeft -> choose(-1);
            case Backspace -> type(text -> text.substring(0, Math.max(0, text.length() - 1)));
            case Character -> character(key);
            default -> {}
        }
        return true;
    }

    /// Up and down go through what is covered first, then from line to line.
    private void vertical(int step) {
        int next = form.state().get().covers() + step;
        if (focused() == Field.COVERS && next >= 0 && next < form.covers().size()) {
            form.cover(next);
            return;
        }
        focus = Math.clamp(focus + (long) step, 0, form.fields().size() - 1);
    }

    private void choose(int step) {
        if (focused() == Field.COVERS) {
            form.cover(form.state().get().covers() + step);
            return;
        }
        List<String> offers = QuietForm.offers(focused());
        if (!offers.isEmpty()) {
            int now = offers.indexOf(form.text(focused()));
            form.type(focused(), offers.get(Math.floorMod(now < 0 && step < 0 ? -1 : now + step, offers.size())));
        }
    }

    private void character(KeyStroke key) {
        char sign = key.getCharacter();
        if (key.isCtrlDown() || key.isAltDown()) {
            if (sign == 'u') {
                type(text -> "");
            }
            return;
        }
        if (focused() == Field.COVERS && sign == ' ') {
            choose(1);
            return;
        }
        // What was offered and chosen gives way to what is typed.
        boolean offered = QuietForm.offers(focused()).contains(form.text(focused()));
        type(text -> (offered ? "" : text) + (text.length() < LONGEST ? String.valueOf(sign) : ""));
    }

    private void type(java.util.function.UnaryOperator<String> step) {
        form.type(focused(), step.apply(form.text(focused())));
    }

    private Field focused() {
        return form.fields().get(focus);
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of(form.state());
    }

    private String cut(String text, Pane body) {
        return Text.cut(text, body.width() - VALUE - 1, desk.skin().ellipsis());
    }

    private static String label(Field field) {
        return switch (field) {
            case COVERS -> "Covers";
            case BEGINS -> "Begins";
            case LASTS -> "Lasts";
            case COMMENT -> "Comment";
        };
    }
}

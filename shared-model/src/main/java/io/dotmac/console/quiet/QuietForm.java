package io.dotmac.console.quiet;

import io.dotmac.client.ApiException;
import io.dotmac.console.Observable;
import io.dotmac.console.Value;
import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Clean;
import io.dotmac.console.text.Times;
import io.dotmac.model.api.ErrorDocument;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What an operator fills in to keep alerts quiet. Nothing is done before [#send]. Safe for several threads.
public final class QuietForm {
    /// What it makes.
    public enum Kind {
        /// Alerts that nobody is told of.
        SILENCE,
        /// Work on a node, now or later.
        MAINTENANCE
    }

    /// What is filled in.
    public enum Field {
        /// What is kept quiet.
        COVERS,
        /// From when, for work alone.
        BEGINS,
        /// How long.
        LASTS,
        /// Why.
        COMMENT
    }

    /// How it stands.
    ///
    /// @param covers place of what is chosen among [#covers]
    /// @param begins as typed
    /// @param lasts as typed
    /// @param comment as typed
    /// @param wrong what is wrong with a field, as far as that is known
    /// @param hides what it would keep quiet now, a line each; the first one tells the number
    /// @param problem what is wrong with no field of its own, empty when nothing is
    /// @param sending whether the server is being asked to do it
    /// @param done whether it is done
    public record State(
            int covers,
            String begins,
            String lasts,
            String comment,
            Map<Field, String> wrong,
            List<String> hides,
            String problem,
            boolean sending,
            boolean done) {
        /// Copies the collections.
        public State {
            wrong = Map.copyOf(wrong);
            hides = List.copyOf(hides);
        }

        /// What is wrong with a field, empty when nothing is.
        public String wrong(Field field) {
            return wrong.getOrDefault(field, "");
        }
    }

    private static final String NO_COMMENT = "a comment is needed: whoever comes next will ask why";

    private final Kind kind;
    private final List<Cover> covers;
    private final QuietServer server;
    private final ZoneId zone;
    private final Consumer<String> say;
    private final Value<State> state;
    private long turn;

    /// @param kind of what it makes
    /// @param covers to choose from, at least one
    /// @param lasts as typed
    /// @param server that does it
    /// @param zone in which times are typed and told
    /// @param say shows a short word when it is done, called by any thread
    QuietForm(Kind kind, List<Cover> covers, String lasts, QuietServer server, ZoneId zone, Consumer<String> say) {
        this.kind = kind;
        this.covers = List.copyOf(covers);
        this.server = server;
        this.zone = zone;
        this.say = say;
        state = new Value<>(new State(0, "now", lasts, "", Map.of(), List.of("asking the server"), "", false, false));
        preview();
    }

    /// What it makes.
    public Kind kind() {
        return kind;
    }

    /// The fields that it has, in their order.
    public List<Field> fields() {
        return kind == Kind.SILENCE
                ? List.of(Field.COVERS, Field.LASTS, Field.COMMENT)
                : List.of(Field.COVERS, Field.BEGINS, Field.LASTS, Field.COMMENT);
    }

    /// What can be kept quiet, the narrowest first.
    public List<Cover> covers() {
        return covers;
    }

    /// The ISPs whose alerts are meant, for people who see those of all; empty for the others.
    public String whose() {
        return server.whose(covers.get(state.get().covers()));
    }

    /// Lengths or begins that are offered for a field.
    public static List<String> offers(Field field) {
        return switch (field) {
            case BEGINS -> TypedSpan.BEGINS;
            case LASTS -> TypedSpan.LENGTHS;
            case COVERS, COMMENT -> List.of();
        };
    }

    /// How it stands.
    public Observable<State> state() {
        return state;
    }

    /// What stands in a field that is typed.
    public String text(Field field) {
        State now = state.get();
        return switch (field) {
            case COVERS -> covers.get(now.covers()).title();
            case BEGINS -> now.begins();
            case LASTS -> now.lasts();
            case COMMENT -> now.comment();
        };
    }

    /// Chooses what is kept quiet.
    public void cover(int index) {
        int chosen = Math.floorMod(index, covers.size());
        if (chosen != state.get().covers()) {
            edit(Field.COVERS, before -> with(before, chosen, before.begins(), before.lasts(), before.comment()));
            preview();
        }
    }

    /// Types into a field.
    public void type(Field field, String text) {
        switch (field) {
            case COVERS -> {}
            case BEGINS -> edit(field, before -> with(before, before.covers(), text, before.lasts(), before.comment()));
            case LASTS -> edit(field, before -> with(before, before.covers(), before.begins(), text, before.comment()));
            case COMMENT -> edit(field, before -> with(before, before.covers(), before.begins(), before.lasts(), text));
        }
    }

    /// The end as a time of day, for example `16:35, in 2 h`; empty while what is typed cannot be read.
    public String ends() {
        Instant now = server.now();
        return switch (span(state.get(), now)) {
            case Typed.Good(Instant begin, Instant end) ->
                (begin.isAfter(now) ? Times.of(minute(begin), now, zone) + " to " : "")
                        + Times.of(minute(end), now, zone) + ", "
                        + (begin.isAfter(now) ? "for " : "in ") + Ages.left(Duration.between(begin, end));
            case Typed.Bad _ -> "";
        };
    }

    /// Has the server do it, in the background; what is wrong is told at its field, and then nothing is done.
    public void send() {
        Instant now = server.now();
        State wanted = state.get();
        if (wanted.sending() || wanted.done()) {
            return;
        }
        Map<Field, String> wrong = new EnumMap<>(Field.class);
        if (span(wanted, now) instanceof Typed.Bad(Field field, String message)) {
            wrong.put(field, message);
        }
        if (wanted.comment().isBlank()) {
            wrong.put(Field.COMMENT, NO_COMMENT);
        }
        if (wrong.isEmpty() && span(wanted, now) instanceof Typed.Good(Instant begin, Instant end)) {
            state.update(before -> told(before, Map.of(), "", true, false));
            server.run(() -> make(wanted, begin, end));
            return;
        }
        state.update(before -> told(before, wrong, "", false, false));
    }

    private void make(State wanted, Instant begin, Instant end) {
        Cover cover = covers.get(wanted.covers());
        try {
            String outcome = kind == Kind.SILENCE
                    ? server.silence(cover, end, wanted.comment().strip())
                    : server.plan(cover, begin, end, wanted.comment().strip(), zone);
            state.update(before -> told(before, Map.of(), "", false, true));
            say.accept(outcome + " until " + Times.of(minute(end), server.now(), zone) + ": " + cover.title());
        } catch (ApiException e) {
            refused(e);
        } catch (IllegalArgumentException e) {
            refused(List.of(new ErrorDocument.Detail("", String.valueOf(e.getMessage()))), "");
        } catch (IOException e) {
            state.update(before -> told(
                    before, Map.of(), "the server cannot be reached; see :silences before trying again", false, false));
        }
    }

    private void refused(ApiException e) {
        refused(e.problem().details(), e.problem().message());
    }

    /// Each word of the server goes to the field that it is about.
    private void refused(List<ErrorDocument.Detail> details, String message) {
        Map<Field, String> wrong = new EnumMap<>(Field.class);
        StringBuilder rest = new StringBuilder();
        for (ErrorDocument.Detail detail : details) {
            String words = Clean.line((detail.field() + " " + detail.message()).strip());
            switch (words.split("[ .\\[]", 2)[0]) {
                case "ends_at" -> wrong.put(Field.LASTS, words);
                case "starts_at" -> wrong.put(kind == Kind.SILENCE ? Field.LASTS : Field.BEGINS, words);
                case "reason" -> wrong.put(Field.COMMENT, words);
                case "matchers", "name" -> wrong.put(Field.COVERS, words);
                default -> rest.append(rest.isEmpty() ? "" : "; ").append(words);
            }
        }
        String problem = wrong.isEmpty() && rest.isEmpty() ? "refused: " + Clean.line(message) : rest.toString();
        state.update(before -> told(before, wrong, problem, false, false));
    }

    /// Asks what would be quiet; an answer that comes after another choice is not wanted any more.
    private void preview() {
        Cover cover = covers.get(state.get().covers());
        long mine = nextTurn();
        server.run(() -> {
            List<String> lines = server.preview(cover);
            if (isTurn(mine)) {
                state.update(before -> new State(
                        before.covers(),
                        before.begins(),
                        before.lasts(),
                        before.comment(),
                        before.wrong(),
                        lines,
                        before.problem(),
                        before.sending(),
                        before.done()));
            }
        });
    }

    /// What is typed is looked at again, so a word about it goes.
    private void edit(Field field, java.util.function.UnaryOperator<State> step) {
        state.update(before -> {
            State next = step.apply(before);
            Map<Field, String> wrong = new EnumMap<>(Field.class);
            wrong.putAll(before.wrong());
            wrong.remove(field);
            boolean timed = field == Field.BEGINS || field == Field.LASTS;
            if (timed && span(next, server.now()) instanceof Typed.Bad(Field bad, String message)) {
                wrong.put(bad, message);
            } else if (timed) {
                wrong.remove(Field.BEGINS);
                wrong.remove(Field.LASTS);
            }
            return told(next, wrong, "", before.sending(), before.done());
        });
    }

    private sealed interface Typed {
        record Good(Instant begin, Instant end) implements Typed {}

        record Bad(Field field, String message) implements Typed {}
    }

    private Typed span(State wanted, Instant now) {
        TypedSpan.Read begin =
                kind == Kind.SILENCE ? new TypedSpan.Read.At(now) : TypedSpan.begin(wanted.begins(), now, zone);
        return switch (begin) {
            case TypedSpan.Read.Wrong(String message) -> new Typed.Bad(Field.BEGINS, message);
            case TypedSpan.Read.At(Instant from) ->
                switch (TypedSpan.end(wanted.lasts(), from, zone)) {
                    case TypedSpan.Read.Wrong(String message) -> new Typed.Bad(Field.LASTS, message);
                    case TypedSpan.Read.At(Instant end) -> new Typed.Good(from, end);
                };
        };
    }

    private synchronized long nextTurn() {
        return ++turn;
    }

    private synchronized boolean isTurn(long mine) {
        return turn == mine;
    }

    private static Instant minute(Instant at) {
        return at.truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
    }

    private static State with(State before, int covers, String begins, String lasts, String comment) {
        boolean same = covers == before.covers();
        return new State(
                covers,
                begins,
                lasts,
                comment,
                before.wrong(),
                same ? before.hides() : List.of("asking the server"),
                before.problem(),
                before.sending(),
                before.done());
    }

    private static State told(State before, Map<Field, String> wrong, String problem, boolean sending, boolean done) {
        return new State(
                before.covers(),
                before.begins(),
                before.lasts(),
                before.comment(),
                wrong,
                before.hides(),
                problem,
                sending,
                done);
    }
}

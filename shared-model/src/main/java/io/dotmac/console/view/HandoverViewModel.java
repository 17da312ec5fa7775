package io.dotmac.console.view;

import io.dotmac.client.ApiException;
import io.dotmac.client.PlatformClient;
import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.live.Viewed;
import io.dotmac.console.resource.Section;
import io.dotmac.console.text.Units;
import io.dotmac.model.alert.Handover;
import io.dotmac.model.alert.NewHandover;
import io.dotmac.model.alert.NewSignature;
import io.dotmac.model.notification.OnCallSchedule;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/// What the shift before left: shown, written anew, signed. Work runs in the background. Safe for several threads.
public final class HandoverViewModel {
    /// What is shown.
    ///
    /// @param loading whether the server is being asked
    /// @param problem why there is nothing newer, empty when all is well
    /// @param latest handover, up to the moment that is looked at
    /// @param onCall schedules with who is on call now; none while the past is looked at
    public record State(boolean loading, String problem, Optional<Handover> latest, List<OnCallSchedule> onCall) {
        static final State NONE = new State(true, "", Optional.empty(), List.of());

        /// Copies the list.
        public State {
            onCall = List.copyOf(onCall);
        }

        State asked() {
            return new State(true, problem, latest, onCall);
        }

        State failed(String why) {
            return new State(false, why, latest, onCall);
        }

        State made(Handover handover) {
            return new State(false, "", Optional.of(handover), onCall);
        }
    }

    /// Handovers that are read to find the latest before a past instant, and schedules.
    private static final int READ = 50;

    private final PlatformClient client;
    private final Viewed viewed;
    private final Tasks tasks;
    private final HandoverWords words;
    private final AtomicLong turns = new AtomicLong();
    private final Value<State> state = new Value<>(State.NONE);

    private interface Step {
        Handover run() throws IOException;
    }

    HandoverViewModel(PlatformClient client, Viewed viewed, Tasks tasks, ZoneId zone) {
        this.client = client;
        this.viewed = viewed;
        this.tasks = tasks;
        words = new HandoverWords(zone);
    }

    /// What is shown.
    public Observable<State> state() {
        return state;
    }

    /// All of it, ready to draw: who is on call, who wrote and when, notes, open alerts, silences that end.
    public List<Section> sections() {
        State now = state.get();
        Instant at = viewed.sight().now();
        List<Section> sections = new ArrayList<>(words.onCall(now.onCall(), at));
        sections.addAll(now.latest()
                .map(handover -> words.sections(handover, at))
                .orElseGet(() -> HandoverWords.none(now, viewed.past().get().isPresent())));
        return List.copyOf(sections);
    }

    /// Asks for the latest one.
    public void load() {
        long turn = turns.incrementAndGet();
        state.update(State::asked);
        tasks.run(() -> {
            try {
                List<Handover> read = client.handovers(READ);
                Optional<Handover> latest = viewed.past()
                        .get()
                        .map(then -> asOf(read, then.at().plus(then.rows().offset())))
                        .orElseGet(() -> read.stream().findFirst());
                State next = withOnCall(latest);
                state.update(before -> turns.get() == turn ? next : before);
            } catch (ApiException | IOException e) {
                state.update(before -> turns.get() == turn ? before.failed(words(e)) : before);
            }
        });
    }

    /// With who is on call, but for who may not see schedules; a refusal leaves the handover readable.
    private State withOnCall(Optional<Handover> latest) throws IOException {
        if (viewed.past().get().isPresent()) {
            return new State(false, "", latest, List.of());
        }
        try {
            return new State(false, "", latest, client.onCallSchedules(READ));
        } catch (ApiException e) {
            return new State(false, e.status() == 403 ? "" : "who is on call: " + words(e), latest, List.of());
        }
    }

    /// Has the server note how it stands, with notes for the next shift.
    ///
    /// @param say shows a short word, called by any thread
    public void write(String notes, Consumer<String> say) {
        if (notes.isBlank()) {
            say.accept("say what the next shift has to know: :handover write NOTES");
            return;
        }
        change(
                say,
                () -> client.writeHandover(new NewHandover(notes.strip(), Optional.empty())),
                made -> "handover written: " + Units.counted(made.open().size(), "open alert") + ", "
                        + HandoverWords.ending(made));
    }

    /// What signing will do, line by line; empty when there is nothing to sign.
    public List<String> preview() {
        return state.get()
                .latest()
                .filter(handover -> handover.signature().isEmpty())
                .map(words::preview)
                .orElse(List.of());
    }

    /// Says why there is nothing to sign.
    public String unsignable() {
        return state.get()
                .latest()
                .flatMap(Handover::signature)
                .map(signature -> "signed already by " + signature.name() + "; :handover write NOTES begins the next")
                .orElse("there is no handover to sign");
    }

    /// Takes over from the shift before: signs the handover that is shown.
    ///
    /// @param say shows a short word, called by any thread
    public void sign(Consumer<String> say) {
        Optional<Handover> latest = state.get().latest();
        if (latest.isEmpty() || latest.get().signature().isPresent()) {
            say.accept(unsignable());
            return;
        }
        NewSignature signature = new NewSignature(Optional.empty());
        change(
                say,
                () -> client.signHandover(latest.get().id(), signature),
                made -> "handover of " + made.byName() + " signed: the shift is yours");
    }

    /// Forgets it, because the operator logged out.
    void clear() {
        state.set(State.NONE);
    }

    private void change(Consumer<String> say, Step step, Function<Handover, String> done) {
        tasks.run(() -> {
            try {
                Handover made = step.run();
                turns.incrementAndGet(); // what is being read may be from before
                state.update(before -> before.made(made));
                say.accept(done.apply(made));
            } catch (ApiException | IOException e) {
                say.accept(words(e));
            }
        });
    }

    /// The latest one by then, signed only if it was signed by then.
    private static Optional<Handover> asOf(List<Handover> latestFirst, Instant at) {
        return latestFirst.stream()
                .filter(one -> !one.at().isAfter(at))
                .findFirst()
                .map(one -> new Handover(
                        one.id(),
                        one.at(),
                        one.by(),
                        one.byName(),
                        one.notes(),
                        one.open(),
                        one.ending(),
                        one.signature().filter(signature -> !signature.at().isAfter(at))));
    }

    private static String words(Exception e) {
        return e instanceof ApiException refused
                ? "refused: " + refused.problem().message()
                : "the server cannot be reached";
    }
}

package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.Observable;
import io.dotmac.console.Subscription;
import io.dotmac.console.Tasks;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.CommandLine;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Match;
import io.dotmac.console.command.Scope;
import io.dotmac.console.key.Chord;
import io.dotmac.console.live.Past;
import io.dotmac.console.resource.Resources;
import io.dotmac.console.text.Clean;
import io.dotmac.console.text.Units;
import io.dotmac.console.view.ConsoleModel;
import io.dotmac.console.view.Place;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Content;
import io.dotmac.tui.kit.Frame;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Text;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The console's screen: top line, title, window, line of keys; keys become commands here.
///
/// Used on the display's thread alone; what changes elsewhere only asks for a new frame.
public final class Shell implements Content, AutoCloseable {
    private static final Duration MESSAGE_STAYS = Duration.ofSeconds(4);

    private static final Chord LEAVE = Chord.parse("ctrl-c");

    private final ConsoleModel model;
    private final ShellOptions options;
    private final Tasks tasks;
    private final Runnable changed;
    private final Desk desk;
    private final TopBar top;
    private final PastBanner past;
    private final KeyBar keys;
    private final TypedLine typedLine;
    private final LogInWindow logIn;
    private final Map<String, Window> windows = new HashMap<>();
    private final Deque<Window> overlays = new ArrayDeque<>();
    private final List<Subscription> always = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<Chord> typed = new ArrayList<>();
    private Optional<Window> watched = Optional.empty();
    private Place place = Place.PULSE;
    private Optional<Past> moment = Optional.empty();
    private volatile Line message;
    private volatile Instant messageUntil;
    private Optional<String> nextProfile = Optional.empty();
    private boolean done;

    /// @param model shown, started
    /// @param options of the terminal and the operator
    /// @param tasks where the server is asked
    /// @param changed asks for a new frame, from any thread
    public Shell(ConsoleModel model, ShellOptions options, Tasks tasks, Runnable changed) {
        this.model = model;
        this.options = options;
        this.tasks = tasks;
        this.changed = changed;
        Skin skin = options.skin();
        desk = new Desk(model, skin, tasks.clock(), new OnTop());
        top = new TopBar(desk, options.zone());
        past = new PastBanner(desk);
        keys = new KeyBar(skin, model.keymap());
        typedLine = new TypedLine(skin, options.profiles(), this::runLine);
        logIn = new LogInWindow(desk, tasks);
        message = Line.of(String.join("  ", options.notices()), skin.severity(Severity.MAJOR));
        messageUntil = options.notices().isEmpty() ? Instant.EPOCH : desk.now().plusSeconds(15);
        for (Observable<?> source : List.of(
                model.store().connection(),
                model.viewed().past(),
                model.place(),
                model.session().user(),
                model.needsLogIn())) {
            always.add(source.subscribe(value -> changed.run()));
        }
        logIn.sources().forEach(source -> always.add(source.subscribe(value -> changed.run())));
    }

    @Override
    public boolean done() {
        return done;
    }

    /// The profile that the operator wants to go on with.
    public Optional<String> nextProfile() {
        return nextProfile;
    }

    @Override
    public void close() {
        dropOverlays();
        always.forEach(Subscription::close);
        subscriptions.forEach(Subscription::close);
    }

    @Override
    public void paint(Frame frame) {
        Pane screen = frame.pane();
        Window window = window();
        watch(window);
        top.paint(screen.row(0));
        int head = 1;
        if (past.shown()) {
            past.paint(screen.row(head++));
        }
        if (frame.height() > 5) {
            paintTitle(screen.row(head++), window);
        }
        window.paint(screen.part(0, head, frame.width(), frame.height() - head - 1));
        paintLast(screen, window);
    }

    @Override
    public void key(KeyStroke key) {
        Window window = window();
        if (window.equals(logIn)) {
            logIn.key(key);
            done |= logIn.left();
            return;
        }
        if (typedLine.open()) {
            typedLine.key(key);
            return;
        }
        messageUntil = Instant.EPOCH;
        Optional<Chord> chord = Strokes.chord(key);
        if (chord.equals(Optional.of(LEAVE))) {
            done = true;
            return;
        }
        if (window.typing()) {
            window.key(key);
            return;
        }
        if (chord.isEmpty()) {
            return;
        }
        if (typed.isEmpty() && window.key(key)) {
            return;
        }
        stroke(chord.get(), window);
    }

    private void stroke(Chord chord, Window window) {
        typed.add(chord);
        switch (model.keymap().match(Scope.TABLE, typed)) {
            case Match.Found(Command command) -> {
                typed.clear();
                run(command, "");
            }
            case Match.Prefix _ -> {}
            case Match.None _ -> {
                boolean first = typed.size() == 1;
                typed.clear();
                char letter = chord.key().charAt(0);
                if (first && chord.key().length() == 1 && Character.isUpperCase(letter)) {
                    tableOf(window).ifPresent(table -> Rowwise.sortByLetter(table, letter));
                }
            }
        }
    }

    private void run(Command command, String argument) {
        if (command.equals(Commands.FILTER) && argument.isEmpty()) {
            tableOf(window()).ifPresentOrElse(typedLine::openFilter, () -> desk.say("nothing to filter here"));
            return;
        }
        Optional<String> refused = model.time().refuses(command);
        if (refused.isPresent()) {
            complain(refused.get());
            return;
        }
        if (window().run(command, argument)) {
            return;
        }
        switch (command.id()) {
            case "pulse" -> open(Place.PULSE);
            case "prompt" -> typedLine.openCommand();
            case "palette" -> typedLine.openPalette();
            case "help" -> help();
            case "back" -> back();
            case "quit" -> done = !closeTop() && !model.back();
            case "exit" -> done = true;
            case "refresh" -> refresh();
            case "history-previous" -> move(model::previous);
            case "history-next" -> move(model::next);
            case "history-last" -> move(model::last);
            case "ctx" -> switchTo(argument);
            case "at" -> model.time().at(argument, window().tenant(), this::tell);
            case "live" -> live();
            case "handover", "silences" -> open(Place.of(command.id()));
            case "handover-write" -> writeHandover(argument);
            case "handover-sign" -> signHandover();
            case "logout" -> tasks.run(() -> model.session().logOut());
            default -> openNamed(command, argument);
        }
    }

    private void live() {
        desk.say(model.time().live() ? "now again" : "this is now already");
    }

    private void writeHandover(String notes) {
        if (!notes.isBlank()) {
            open(Place.of(Commands.HANDOVER.id()));
        }
        model.handover().write(notes, this::tell);
    }

    private void signHandover() {
        List<String> preview = model.handover().preview();
        if (preview.isEmpty()) {
            complain(model.handover().unsignable());
            return;
        }
        overlays.push(new ConfirmWindow(desk, "Sign the handover", preview, () -> {
            desk.overlays().leave();
            model.handover().sign(this::tell);
        }));
    }

    /// Says what work in the background has to say.
    private void tell(String words) {
        desk.say(Clean.line(words));
        changed.run();
    }

    private void openNamed(Command command, String argument) {
        if (Resources.named(command.id()).isPresent()) {
            open(new Place(command.id(), argument));
            return;
        }
        desk.say(command.title() + " does not work here");
    }

    private void runLine(String line) {
        switch (CommandLine.parse(line)) {
            case CommandLine.Empty _ -> {}
            case CommandLine.Open(String view, String filter) -> open(new Place(view, filter));
            case CommandLine.Run(Command command, String argument) -> run(command, argument);
            case CommandLine.Unknown(String why) -> complain(why);
        }
    }

    private void open(Place next) {
        if (next.view().equals(Commands.SILENCES.id())) {
            window().tenant().ifPresent(model.quiet().list()::about);
        }
        dropOverlays();
        model.open(next);
    }

    private void move(Runnable step) {
        dropOverlays();
        step.run();
    }

    private void help() {
        if (!(window() instanceof HelpWindow)) {
            overlays.push(new HelpWindow(desk));
        }
    }

    private boolean closeTop() {
        Window top = overlays.poll();
        if (top != null) {
            top.closed();
        }
        return top != null;
    }

    private void dropOverlays() {
        while (closeTop()) {
            typed.clear();
        }
    }

    private void back() {
        if (closeTop()) {
            return;
        }
        Optional<? extends TableViewModel<?>> table = tableOf(window());
        if (table.isPresent() && !table.get().state().get().filter().isEmpty()) {
            table.get().filter("");
            return;
        }
        if (table.isPresent() && table.get().state().get().faultsOnly()) {
            table.get().faultsOnly(false);
            return;
        }
        if (!model.back() && model.time().live()) {
            desk.say("now again");
        }
    }

    private void refresh() {
        model.store().refresh();
        desk.say("asking for everything anew");
    }

    private void switchTo(String profile) {
        if (!options.profiles().contains(profile)) {
            complain("no profile " + profile + "; there are " + String.join(", ", options.profiles()));
            return;
        }
        nextProfile = Optional.of(profile);
        done = true;
    }

    private void complain(String what) {
        say(Line.of(Clean.line(what), options.skin().severity(Severity.MAJOR)));
    }

    private void say(Line what) {
        message = what;
        messageUntil = desk.now().plus(MESSAGE_STAYS);
    }

    private Window window() {
        if (model.needsLogIn().get()) {
            return logIn;
        }
        Place now = model.place().get();
        Optional<Past> then = model.viewed().past().get();
        // What was opened tells of the moment in which it was opened, so it goes with it.
        if (!now.equals(place) || !then.equals(moment)) {
            place = now;
            moment = then;
            dropOverlays();
        }
        while (!overlays.isEmpty() && overlays.peek().finished()) {
            closeTop();
        }
        Window on = overlays.peek();
        return on != null ? on : windows.computeIfAbsent(now.view(), this::make);
    }

    private Window make(String view) {
        return switch (view) {
            case "alerts" -> new TableWindow<>(desk, model.alerts());
            case "nodes" -> new TableWindow<>(desk, model.nodes());
            case "dependencies" -> new TableWindow<>(desk, model.dependencies());
            case "replication" -> new ReplicationWindow(desk);
            case "containers" -> new TableWindow<>(desk, model.containers());
            case "handover" -> new HandoverWindow(desk);
            case "silences" -> new SilencesWindow(desk);
            case "workloads" -> new TableWindow<>(desk, model.workloads());
            default -> new PulseWindow(desk);
        };
    }

    private static Optional<? extends TableViewModel<?>> tableOf(Window window) {
        return window instanceof TableWindow<?> table ? Optional.of(table.model()) : Optional.empty();
    }

    /// Listens to what the window shows, and no longer to what the last one did.
    private void watch(Window window) {
        if (watched.isPresent() && watched.get().equals(window)) {
            return;
        }
        subscriptions.forEach(Subscription::close);
        subscriptions.clear();
        window.sources().forEach(source -> subscriptions.add(source.subscribe(value -> changed.run())));
        watched = Optional.of(window);
    }

    private void paintTitle(Pane row, Window window) {
        int end = window.title().paint(row, 1, 0);
        Line status = window.status();
        int start = row.width() - 1 - status.width();
        if (start > end + 1) {
            status.paint(row, start, 0);
            return;
        }
        status.paint(row.part(end + 2, 0, row.width() - end - 3, 1), 0, 0);
    }

    private void paintLast(Pane screen, Window window) {
        Pane last = screen.row(screen.height() - 1);
        if (typedLine.open()) {
            typedLine.paint(screen);
            return;
        }
        if (!typed.isEmpty() && model.keymap().match(Scope.TABLE, typed) instanceof Match.Prefix prefix) {
            keys.paintPrefix(last, typed, prefix.candidates());
            return;
        }
        if (desk.now().isBefore(messageUntil)) {
            String text =
                    Text.cut(text(message), last.width() - 2, options.skin().ellipsis());
            last.put(1, 0, text, message.spans().getFirst().ink());
            return;
        }
        if (!window.typing()) {
            List<Command> hints = window.hints();
            keys.paint(last, past.shown() ? Commands.inThePast(hints) : hints);
        }
    }

    private static String text(Line line) {
        StringBuilder text = new StringBuilder();
        line.spans().forEach(span -> text.append(span.text()));
        return text.toString();
    }

    private final class OnTop implements Desk.Overlays {
        @Override
        public void show(Window window) {
            overlays.push(window);
        }

        @Override
        public void leave() {
            closeTop();
        }

        @Override
        public void say(Line what) {
            Shell.this.say(what);
        }

        @Override
        public void tell(String words) {
            Shell.this.tell(words);
        }

        @Override
        public void copy(String text) {
            String clean = text.lines()
                    .map(line ->
                            Arrays.stream(line.split("\t", -1)).map(Clean::line).collect(Collectors.joining("\t")))
                    .collect(Collectors.joining("\n"));
            if (clean.length() > Clipboard.MOST_CHARACTERS) {
                complain("too much to copy: " + Units.count(clean.length()) + " characters, at most "
                        + Units.count(Clipboard.MOST_CHARACTERS));
                return;
            }
            try {
                options.clipboard().copy(clean);
                desk.say("copied " + Units.count(clean.length()) + " characters");
            } catch (IOException e) {
                complain("cannot copy: " + e.getMessage());
            }
        }
    }
}

package io.dotmac.gui;

import io.dotmac.console.Subscription;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.CommandLine;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Errands;
import io.dotmac.console.key.Chord;
import io.dotmac.console.key.Keys;
import io.dotmac.console.live.Snapshot;
import io.dotmac.console.resource.ResourceView;
import io.dotmac.console.resource.Resources;
import io.dotmac.console.text.Units;
import io.dotmac.console.view.ConsoleModel;
import io.dotmac.console.view.Place;
import io.dotmac.gui.fx.FxThread;
import io.dotmac.gui.fx.Repaint;
import io.dotmac.gui.shell.KeyRouter;
import io.dotmac.gui.shell.NavItem;
import io.dotmac.gui.shell.Shell;
import io.dotmac.gui.text.Texts;
import io.dotmac.gui.theme.Appearance;
import io.dotmac.gui.theme.Fonts;
import io.dotmac.gui.view.Desk;
import io.dotmac.gui.view.HandoverPage;
import io.dotmac.gui.view.OverviewPage;
import io.dotmac.gui.view.Page;
import io.dotmac.gui.view.ReplicationPage;
import io.dotmac.gui.view.SettingsPage;
import io.dotmac.gui.view.SilencesPage;
import io.dotmac.gui.view.TablePage;
import java.io.File;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;
import javafx.scene.Scene;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/// A window on one profile: frame, pages, keys. Made and used on the FX thread.
///
/// Does not own the model: whoever made it closes it.
public final class DesktopConsole implements AutoCloseable {
    private static final String SETTINGS = "settings";
    private static final List<Command> QUIETING = List.of(Commands.SILENCE, Commands.MAINTENANCE, Commands.UNSILENCE);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss z", Locale.ROOT);
    private static final DateTimeFormatter WALL_CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final Stage stage;
    private final ConsoleModel model;
    private final Surroundings around;
    private final Shell shell;
    private final Dialogs dialogs;
    private final Wallboard wallboard;
    private final Map<String, Page> pages = new LinkedHashMap<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final Timeline seconds = new Timeline(new KeyFrame(Duration.seconds(1), event -> tick()));
    private String shown = "";
    private List<Chord> typed = List.of();

    /// A console by itself: with threads and an appearance of its own, and no other profile to go to.
    public DesktopConsole(Stage stage, ConsoleModel model, DesktopOptions options) {
        this(stage, model, options, Surroundings.own(options));
    }

    /// @param stage shown by this
    /// @param model of the profile, started by its owner
    /// @param options of the start
    /// @param around what the console shares with the log-in
    public DesktopConsole(Stage stage, ConsoleModel model, DesktopOptions options, Surroundings around) {
        this.stage = stage;
        this.model = model;
        this.around = around;
        Fonts.load();
        shell = new Shell(
                navigation(),
                model.keymap(),
                around.profiles(),
                around.appearance(),
                new Shell.Actions(this::open, this::run, model.store()::refresh, () -> run(Commands.LIVE, "")));
        dialogs = new Dialogs(model, shell, around.tasks());
        wallboard = new Wallboard(around.appearance(), shell, this::open);
        Desk desk =
                new Desk(model, around.tasks(), around.appearance(), ZoneId.systemDefault(), shell::say, this::saveAs);
        pages.put(Place.PULSE.view(), new OverviewPage(desk, this::inspect));
        pages.put(Resources.ALERTS.id(), new TablePage<>(desk, model.alerts()));
        pages.put(Resources.NODES.id(), new TablePage<>(desk, model.nodes()));
        pages.put(Resources.DEPENDENCIES.id(), new TablePage<>(desk, model.dependencies()));
        pages.put(Resources.REPLICATION.id(), new ReplicationPage(desk));
        pages.put(Resources.CONTAINERS.id(), new TablePage<>(desk, model.containers()));
        pages.put(Resources.WORKLOADS.id(), new TablePage<>(desk, model.workloads()));
        pages.put(
                Commands.HANDOVER.id(),
                new HandoverPage(
                        desk, notes -> run(Commands.HANDOVER_WRITE, notes), () -> run(Commands.HANDOVER_SIGN, "")));
        pages.put(Commands.SILENCES.id(), new SilencesPage(desk, dialogs::end));
        pages.put(SETTINGS, new SettingsPage(desk, around.logOut()));
        show(options);
    }

    private void show(DesktopOptions options) {
        Scene scene = new Scene(shell.root(), options.width(), options.height());
        around.appearance().dress(scene);
        new KeyRouter(model.keymap(), (command, focus) -> run(command, ""), this::hints).listen(scene);
        stage.setScene(scene);
        stage.setMinWidth(640);
        stage.setMinHeight(400);
        stage.setTitle(Texts.of("window.title", model.profile().name()));
        shell.profile(model.profile().name(), model.profile().protectedProfile());
        subscriptions.add(model.place().subscribe(place -> FxThread.draw(() -> turnTo(place.view()))));
        subscriptions.add(model.store().connection().subscribe(state -> FxThread.draw(this::tick)));
        subscriptions.add(model.viewed().past().subscribe(past -> FxThread.draw(this::moved)));
        subscriptions.add(Repaint.of(
                model.viewed().changes(),
                around.tasks(),
                change -> count(model.viewed().sight().rows())));
        subscriptions.add(Repaint.of(
                model.session().user(),
                around.tasks(),
                user -> shell.user(user.map(who -> who.email()).orElse(""))));
        open(options.view());
        tick();
        hints(List.of());
        subscriptions.add(Repaint.of(model.alerts().state(), around.tasks(), state -> hints()));
        seconds.setCycleCount(Animation.INDEFINITE);
        seconds.play();
        stage.show();
        current().focus();
        if (options.wallboard()) {
            wallboard.toggle();
            stage.setFullScreen(options.snapshot().isEmpty());
        }
    }

    private static List<NavItem> navigation() {
        String operate = Texts.of("nav.group.operate");
        return List.of(
                new NavItem(Place.PULSE.view(), Texts.of("nav.pulse"), Feather.GRID, operate),
                new NavItem(Resources.ALERTS.id(), Texts.of("nav.alerts"), Feather.BELL, operate),
                new NavItem(Resources.NODES.id(), Texts.of("nav.nodes"), Feather.SERVER, operate),
                new NavItem(Resources.DEPENDENCIES.id(), Texts.of("nav.dependencies"), Feather.LINK, operate),
                new NavItem(Resources.REPLICATION.id(), Texts.of("nav.replication"), Feather.COPY, operate),
                new NavItem(Resources.CONTAINERS.id(), Texts.of("nav.containers"), Feather.PACKAGE, operate),
                new NavItem(Resources.WORKLOADS.id(), Texts.of("nav.workloads"), Feather.LAYERS, operate),
                new NavItem(Commands.HANDOVER.id(), Texts.of("nav.handover"), Feather.EDIT_3, operate),
                new NavItem(Commands.SILENCES.id(), Texts.of("nav.silences"), Feather.BELL_OFF, operate),
                new NavItem(SETTINGS, Texts.of("nav.settings"), Feather.SETTINGS, Texts.of("nav.group.console")));
    }

    /// Goes to a view by its id.
    public void open(String view) {
        String id = view.equals("overview") ? Place.PULSE.view() : view;
        if (id.equals(SETTINGS)) {
            turnTo(SETTINGS);
            return;
        }
        if (!pages.containsKey(id)) {
            shell.say(Texts.of("console.no-view", view));
            return;
        }
        lookAt(id);
        model.open(Place.of(id));
        turnTo(id);
    }

    /// What is quiet is listed for the ISP that was looked at.
    private void lookAt(String next) {
        if (next.equals(Commands.SILENCES.id()) && pages.containsKey(shown)) {
            current().tenant().ifPresent(model.quiet().list()::about);
        }
    }

    /// Whether there are rows to see.
    public boolean hasData() {
        return !model.store().rows().get().nodes().isEmpty();
    }

    /// Shows a short word at the bottom.
    public void say(String text) {
        shell.say(text);
    }

    private void inspect(String view, String key) {
        open(view);
        Optional.ofNullable(pages.get(view)).ifPresent(page -> page.inspect(key));
    }

    private void turnTo(String id) {
        Page next = pages.get(id);
        if (next == null || id.equals(shown)) {
            return;
        }
        Optional.ofNullable(pages.get(shown)).ifPresent(Page::vanish);
        shown = id;
        shell.show(id, Shell.title(id), next.node());
        hints(List.of());
        next.appear();
        next.focus();
    }

    private Page current() {
        return Optional.ofNullable(pages.get(shown)).orElseThrow();
    }

    private void run(CommandLine line) {
        switch (line) {
            case CommandLine.Open open -> {
                lookAt(open.view());
                model.open(new Place(open.view(), open.filter()));
                turnTo(open.view());
            }
            case CommandLine.Run run -> run(run.command(), run.argument());
            case CommandLine.Unknown unknown -> shell.say(unknown.message());
            case CommandLine.Empty empty -> shell.closeOverlay();
        }
    }

    /// Runs a command; `false` when nothing here knows it, so that its key goes to the control that has the focus.
    private boolean run(Command command, String argument) {
        if (command.equals(Commands.BACK)) {
            return back();
        }
        shell.closeOverlay();
        Optional<String> refused = model.time().refuses(command);
        if (refused.isPresent()) {
            shell.say(refused.get());
        } else if (Resources.named(command.id()).isPresent() || command.equals(Commands.PULSE)) {
            open(command.id());
        } else if (command.equals(Commands.PROMPT)) {
            shell.openPalette(":");
        } else if (command.equals(Commands.PALETTE)) {
            shell.openPalette("");
        } else if (command.equals(Commands.HELP)) {
            shell.openHelp();
        } else if (command.equals(Commands.QUIT)) {
            quitView();
        } else if (command.equals(Commands.EXIT)) {
            stage.close();
        } else if (command.equals(Commands.AT)) {
            model.time().at(argument, current().tenant(), dialogs::tell);
        } else if (command.equals(Commands.LIVE)) {
            shell.say(Texts.of(model.time().live() ? "past.back" : "past.not"));
        } else if (command.equals(Commands.HANDOVER) || command.equals(Commands.SILENCES)) {
            open(command.id());
        } else if (command.equals(Commands.HANDOVER_WRITE)) {
            writeHandover(argument);
        } else if (command.equals(Commands.HANDOVER_SIGN)) {
            dialogs.signHandover();
        } else if (command.equals(Commands.REFRESH)) {
            refresh();
        } else if (command.equals(Commands.PREVIOUS)) {
            model.previous();
        } else if (command.equals(Commands.NEXT)) {
            model.next();
        } else if (command.equals(Commands.LAST)) {
            model.last();
        } else if (command.equals(Commands.PROFILE)) {
            around.profile().accept(argument);
        } else if (command.equals(Commands.LOG_OUT)) {
            around.logOut().run();
        } else if (command.equals(Commands.SETTINGS)) {
            open(SETTINGS);
        } else if (command.equals(Commands.WALLBOARD)) {
            stage.setFullScreen(wallboard.toggle());
        } else if (command.equals(Commands.THEME)) {
            boolean dark = around.appearance().palette().get().dark();
            around.appearance().mode().set(dark ? Appearance.Mode.LIGHT : Appearance.Mode.DARK);
        } else if (command.equals(Commands.ZOOM_IN)) {
            around.appearance().zoomBy(1);
        } else if (command.equals(Commands.ZOOM_OUT)) {
            around.appearance().zoomBy(-1);
        } else if (command.equals(Commands.ZOOM_RESET)) {
            around.appearance().zoom().set(1);
        } else if (Errands.isOrder(command)) {
            dialogs.order(command, current().selected());
        } else if (QUIETING.contains(command)) {
            quiet(command, argument);
        } else {
            return current().run(command, argument);
        }
        return true;
    }

    /// A page that knows better what is meant does it itself.
    private void quiet(Command command, String argument) {
        if (current().run(command, argument)) {
            return;
        }
        if (command.equals(Commands.UNSILENCE)) {
            dialogs.unsilence(current().chosen());
        } else {
            dialogs.quiet(current().chosen(), command, argument);
        }
    }

    private void refresh() {
        current().run(Commands.REFRESH, "");
        model.store().refresh();
        shell.say(Texts.of("console.refreshing"));
    }

    private void writeHandover(String notes) {
        if (!notes.isBlank()) {
            open(Commands.HANDOVER.id());
        }
        model.handover().write(notes, dialogs::tell);
    }

    private boolean back() {
        if (shell.closeOverlay()) {
            return true;
        }
        if (wallboard.on()) {
            stage.setFullScreen(wallboard.toggle());
            return true;
        }
        if (current().run(Commands.BACK, "")) {
            return true;
        }
        if (shown.equals(SETTINGS)) {
            turnTo(model.place().get().view());
            return true;
        }
        return model.back() || model.time().live();
    }

    private void quitView() {
        if (shown.equals(SETTINGS)) {
            turnTo(model.place().get().view());
        } else if (!model.back()) {
            shell.say(Texts.of("console.quit"));
        }
    }

    private Optional<Path> saveAs(String name) {
        FileChooser chooser = new FileChooser();
        chooser.setInitialFileName(name);
        return Optional.ofNullable(chooser.showSaveDialog(stage)).map(File::toPath);
    }

    private void moved() {
        pages.values().forEach(Page::moved);
        tick();
    }

    private void tick() {
        Instant now = around.tasks().clock().instant();
        shell.past(model.time().banner());
        shell.connection(model.store().connection().get(), now);
        ZonedDateTime here = now.atZone(ZoneId.systemDefault());
        shell.clock(CLOCK.format(here), WALL_CLOCK.format(here));
    }

    private void count(Snapshot rows) {
        int nodes = rows.nodes().size();
        int dependencies = rows.dependencies().size();
        int links = rows.replication().size();
        count(rows, Resources.ALERTS, rows.alerts().size());
        count(rows, Resources.NODES, nodes);
        count(rows, Resources.DEPENDENCIES, dependencies);
        count(rows, Resources.REPLICATION, links);
        count(rows, Resources.CONTAINERS, rows.containers().size());
        count(rows, Resources.WORKLOADS, rows.workloads().size());
        shell.counts(Texts.of("status.counts", nodes, dependencies, links));
    }

    /// None is a figure only while the server says so.
    private void count(Snapshot rows, ResourceView<?> table, int size) {
        shell.count(table.id(), size == 0 && rows.isAway() ? "–" : Units.count(size));
    }

    private void hints(List<Chord> strokes) {
        typed = strokes;
        hints();
    }

    private void hints() {
        if (!typed.isEmpty()) {
            shell.hints(Texts.of("status.typed", new Keys(typed).hint()));
            return;
        }
        List<Command> all = current().hints();
        List<Command> usable = model.viewed().past().get().isPresent() ? Commands.inThePast(all) : all;
        String here = usable.stream()
                .map(command -> model.keymap().hint(command) + "  " + command.title() + "     ")
                .collect(Collectors.joining());
        shell.hints(here + Texts.of("status.hints"));
    }

    @Override
    public void close() {
        seconds.stop();
        wallboard.close();
        around.release().run();
        subscriptions.forEach(Subscription::close);
        pages.values().forEach(Page::vanish);
    }
}

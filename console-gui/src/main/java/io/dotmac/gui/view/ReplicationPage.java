package io.dotmac.gui.view;

import io.dotmac.console.Subscription;
import io.dotmac.console.command.Command;
import io.dotmac.console.view.ReplicationViewModel;
import io.dotmac.gui.control.Card;
import io.dotmac.gui.fx.Repaint;
import io.dotmac.gui.table.TablePane;
import io.dotmac.gui.text.Texts;
import io.dotmac.model.live.LiveRow;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// Replication: who copies whom, how far behind over the last 15 minutes, and the table of links.
public final class ReplicationPage implements Page {
    private static final int CHARTS = 3;

    private final Desk desk;
    private final TablePane<?> pane;
    private final Topology topology;
    private final LagCharts charts;
    private final Card who;
    private final VBox page;
    private Subscription drawing = () -> {};

    /// @param desk to work with
    public ReplicationPage(Desk desk) {
        this.desk = desk;
        pane = new TablePane<>(desk.model().replication(), desk.tasks(), desk.say(), desk.saveAs());
        topology = new Topology(desk.appearance(), pane::inspect);
        charts = new LagCharts(desk, CHARTS);
        ScrollPane scroll = new ScrollPane(topology);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        who = new Card(Texts.of("topology.title"), scroll).keys(Texts.of("topology.keys"));
        Card lag = new Card(Texts.of("overview.lag"), charts)
                .subtitle(Texts.of("overview.lag.span"))
                .keys(Texts.of("lag.keys"));
        HBox top = new HBox(12, who, lag);
        who.setPrefWidth(470);
        who.setMinWidth(300);
        lag.setPrefWidth(600);
        HBox.setHgrow(lag, Priority.ALWAYS);
        top.setMinHeight(220);
        top.setPrefHeight(280);
        VBox.setVgrow(pane, Priority.ALWAYS);
        page = new VBox(top, pane);
        page.getStyleClass().add("page");
        page.setId("page-replication");
    }

    @Override
    public Region node() {
        return page;
    }

    @Override
    public void appear() {
        pane.appear();
        drawing.close();
        drawing = Repaint.of(desk.model().links().state(), desk.tasks(), this::draw);
    }

    private void draw(ReplicationViewModel.State state) {
        topology.show(state);
        charts.show(state, desk.model().viewed().sight().now());
        who.subtitle(Texts.of(
                "topology.subtitle", state.groups().size(), state.links().size()));
    }

    @Override
    public void vanish() {
        pane.vanish();
        drawing.close();
    }

    @Override
    public void focus() {
        pane.toRows();
    }

    @Override
    public Optional<Selected> selected() {
        return pane.selected().map(row -> new Selected(row, pane.selectedIsDirect()));
    }

    @Override
    public Optional<String> tenant() {
        return desk.model().replication().tenant();
    }

    @Override
    public void moved() {
        pane.moved();
    }

    @Override
    public void inspect(String key) {
        pane.inspect(key);
    }

    @Override
    public List<Command> hints() {
        return pane.hints();
    }

    @Override
    public List<LiveRow> chosen() {
        return pane.chosen();
    }

    @Override
    public boolean run(Command command, String argument) {
        return pane.run(command, argument);
    }
}

package io.dotmac.gui.view;

import io.dotmac.console.Tasks;
import io.dotmac.console.view.ConsoleModel;
import io.dotmac.gui.theme.Appearance;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// What every page works with.
///
/// @param model of the whole console
/// @param tasks where waiting is done
/// @param appearance colours and zoom
/// @param zone of the times shown
/// @param say shows a short word at the bottom
/// @param saveAs asks where to write a file of that proposed name
public record Desk(
        ConsoleModel model,
        Tasks tasks,
        Appearance appearance,
        ZoneId zone,
        Consumer<String> say,
        Function<String, Optional<Path>> saveAs) {}

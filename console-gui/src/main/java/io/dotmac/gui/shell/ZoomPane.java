package io.dotmac.gui.shell;

import javafx.beans.value.ObservableDoubleValue;
import javafx.scene.layout.Region;
import javafx.scene.transform.Scale;

/// Lays its content out in a smaller or larger space and scales that to the window, so that everything grows together.
final class ZoomPane extends Region {
    private final Region content;
    private final ObservableDoubleValue zoom;
    private final Scale scale = new Scale(1, 1);

    ZoomPane(Region content, ObservableDoubleValue zoom) {
        this.content = content;
        this.zoom = zoom;
        content.getTransforms().add(scale);
        getChildren().add(content);
        zoom.addListener((property, before, now) -> requestLayout());
    }

    @Override
    protected void layoutChildren() {
        double factor = zoom.get();
        scale.setX(factor);
        scale.setY(factor);
        content.resizeRelocate(0, 0, Math.ceil(getWidth() / factor), Math.ceil(getHeight() / factor));
    }
}

package io.dotmac.model.notification;

import io.dotmac.model.Check;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

/// A schedule that somebody asks for, or how one is to be from now on.
///
/// @param name unique in the tenant
/// @param zone in which its days begin, for example `Africa/Lagos`
/// @param layers of which the last that counts at a time tells who is on call
public record NewSchedule(String name, String zone, List<ScheduleLayer> layers) {
    private static final int MOST = 10;

    /// Refuses parts out of range.
    public NewSchedule {
        layers = List.copyOf(layers);
        Check.name("name", name, 80);
        Check.range("number of layers", layers.size(), 1, MOST);
        Check.name("zone", zone, 60);
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("zone " + zone + " is not known, must be like Africa/Lagos", e);
        }
    }
}

package io.dotmac.agent.local;

import io.prometheus.client.Collector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// How a measured value is shown to Prometheus.
///
/// @param name that Prometheus sees, as the exporters call it where its own checker lets them
/// @param type of the values
/// @param label that the measured part of a target becomes; empty where there are no parts
/// @param factor from the measured unit to the base unit
/// @param help one line
record Family(String name, Collector.Type type, String label, double factor, String help) {
    private static final String FILE = "families.txt";
    private static final int COLUMNS = 6;

    /// All that is known, by what is measured.
    static Map<String, Family> all() {
        InputStream file = Family.class.getResourceAsStream(FILE);
        if (file == null) {
            throw new IllegalStateException(FILE + " is missing in this program");
        }
        Map<String, Family> families = new LinkedHashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] columns = line.split("\\|", COLUMNS);
                if (columns.length == COLUMNS && !line.startsWith("#")) {
                    families.put(
                            columns[0],
                            new Family(
                                    columns[1],
                                    Collector.Type.valueOf(columns[2]
                                            .replace("untyped", "unknown")
                                            .toUpperCase(Locale.ROOT)),
                                    columns[3],
                                    Double.parseDouble(columns[4]),
                                    columns[5]));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return families;
    }
}

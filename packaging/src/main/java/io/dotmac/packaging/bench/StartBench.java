package io.dotmac.packaging.bench;

import io.dotmac.packaging.demo.Stand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/// P4: from exec to `/health/ready` 200, PostgreSQL and Redis warm, schema current, with the JDK's AOT cache and
/// without; beside a bare Helidon route.
final class StartBench {
    private static final int RUNS = 7;

    private final Stand stand;
    private final Path folder;

    StartBench(Stand stand, Path folder) {
        this.stand = stand;
        this.folder = folder;
    }

    /// Measures; the stand's server is stopped before and stays so.
    List<Figure> run() throws IOException, InterruptedException {
        stand.stopServer();
        Path cache = folder.resolve("server.aot");
        time(stand.serverCommand(List.of("-XX:AOTCacheOutput=" + cache)), stand.serverEnvironment());
        double floor = median(bareCommand(stand, stand.port()), Map.of());
        double plain = median(stand.serverCommand(List.of()), stand.serverEnvironment());
        double cached = Files.exists(cache)
                ? median(stand.serverCommand(List.of("-XX:AOTCache=" + cache)), stand.serverEnvironment())
                : Double.NaN;
        return List.of(
                new Figure(
                        "P4",
                        "server: exec to ready, AOT cache",
                        text(floor),
                        text(cached),
                        ratio(cached, floor),
                        "< 1.5 s"),
                new Figure("P4", "server: exec to ready, no cache", text(floor), text(plain), ratio(plain, floor), ""));
    }

    /// Command line that starts [BareServer] under the same virtual machine's flags as the server.
    static List<String> bareCommand(Stand stand, int port) {
        List<String> command = new ArrayList<>(stand.serverCommand(List.of()));
        int main = command.indexOf("io.dotmac.server.Main");
        List<String> bare = new ArrayList<>(command.subList(0, main));
        String own = Path.of(System.getProperty("dotmac.home", "."), "packaging/target/packaging-0.1.0-SNAPSHOT.jar")
                .toString();
        bare.set(main - 1, own + ":" + bare.get(main - 1));
        bare.addAll(List.of(BareServer.class.getName(), Integer.toString(port)));
        return bare;
    }

    private double median(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        double[] seconds = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            seconds[run] = time(command, environment);
        }
        Arrays.sort(seconds);
        return seconds[RUNS / 2];
    }

    private double time(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("start.log").toFile()));
        builder.environment().putAll(environment);
        // A client of its own for each start: a pooled connection to the last server would cost a retry.
        OkHttpClient http = new OkHttpClient();
        long began = System.nanoTime();
        Process process = builder.start();
        try {
            while (!ready(http)) {
                if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("server ended with " + process.exitValue() + " on "
                            + command.stream().skip(command.size() - 2L).collect(Collectors.joining(" ")));
                }
            }
            return (System.nanoTime() - began) / 1e9;
        } finally {
            process.destroy();
            process.waitFor();
            http.connectionPool().evictAll();
            http.dispatcher().executorService().shutdown();
        }
    }

    /// Asks only where somebody listens: to try HTTP hundreds of times would take from what is measured.
    private boolean ready(OkHttpClient http) {
        if (!listens()) {
            return false;
        }
        try (Response response = http.newCall(new Request.Builder()
                        .url("http://127.0.0.1:" + stand.port() + "/health/ready")
                        .build())
                .execute()) {
            return response.isSuccessful();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean listens() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), stand.port())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String text(double seconds) {
        return "%.2f s".formatted(seconds);
    }

    private static String ratio(double ours, double floor) {
        return "%.1fx".formatted(ours / floor);
    }
}

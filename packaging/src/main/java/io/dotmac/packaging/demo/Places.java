package io.dotmac.packaging.demo;

import java.io.IOException;
import java.nio.file.Path;

/// Where the commands find the demo.
final class Places {
    private Places() {}

    /// The demo's data.
    static Path folder() {
        return DemoFolder.usual(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /// `demo.json` in the checkout.
    static Path info() {
        return Path.of(System.getProperty("dotmac.home", ".")).resolve("packaging/target/demo/demo.json");
    }

    /// The running demo.
    ///
    /// @throws IllegalStateException when none runs
    static DemoInfo running() throws IOException {
        return DemoInfo.read(info())
                .filter(info ->
                        ProcessHandle.of(info.pids().getOrDefault("demo", -1L)).isPresent())
                .orElseThrow(() -> new IllegalStateException("no demo is running here; start one with make run"));
    }
}

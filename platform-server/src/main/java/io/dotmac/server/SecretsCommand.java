package io.dotmac.server;

import io.dotmac.server.platform.secret.FieldKeyRotation;
import io.dotmac.server.platform.secret.FieldKeyRotation.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Looks after the keys of encrypted fields.
@Command(name = "secrets", description = "Looks after the keys of encrypted fields.")
final class SecretsCommand {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Command(name = "status", description = "Shows how many rows are encrypted with which key.")
    int status() {
        try (Workbench bench = new Workbench(config.read())) {
            show(bench.rotation().progress());
        }
        return 0;
    }

    @Command(
            name = "rotate-field-key",
            description = "Makes a new key for encrypted fields and encrypts all rows anew; can be broken off.")
    int rotateFieldKey() {
        try (Workbench bench = new Workbench(config.read())) {
            System.out.println("Made field key " + bench.rotation().rotate() + ".");
            return encryptAnew(bench.rotation());
        }
    }

    @Command(name = "encrypt-anew", description = "Goes on where rotate-field-key was broken off.")
    int encryptAnew() {
        try (Workbench bench = new Workbench(config.read())) {
            return encryptAnew(bench.rotation());
        }
    }

    @Command(
            name = "retire",
            description = "Destroys keys that no row is encrypted with, ten minutes after their successor was made.")
    int retire() {
        try (Workbench bench = new Workbench(config.read())) {
            var retired = bench.rotation().retire();
            System.out.println(retired.isEmpty() ? "No key can be destroyed yet." : "Destroyed field keys " + retired);
            show(bench.rotation().progress());
        }
        return 0;
    }

    @Command(
            name = "rewrap",
            description = "Wraps the keys with the newest version of Vault's Transit key, also those wrapped locally.")
    int rewrap() {
        try (Workbench bench = new Workbench(config.read())) {
            System.out.println("Keys wrapped anew: " + bench.secrets().keyRing().rewrap() + ".");
        }
        return 0;
    }

    private static int encryptAnew(FieldKeyRotation rotation) {
        System.out.println("Rows encrypted anew: " + rotation.encryptAnew(() -> false) + ".");
        show(rotation.progress());
        return 0;
    }

    private static void show(Progress progress) {
        progress.rows()
                .forEach((number, rows) -> System.out.printf(
                        "field key %d%s: %d rows%n", number, number == progress.newest() ? " (newest)" : "", rows));
        System.out.println("Rows left to encrypt anew: " + progress.left() + ".");
    }
}

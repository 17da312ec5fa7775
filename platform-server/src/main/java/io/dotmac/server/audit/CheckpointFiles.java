package io.dotmac.server.audit;

import io.dotmac.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/// Signed checkpoints outside of the database: a file for each chain, a line for each checkpoint.
final class CheckpointFiles {
    private final Path folder;

    CheckpointFiles(Path folder) {
        this.folder = folder;
    }

    /// A checkpoint with its signature, as it stands in a line.
    ///
    /// @param checkpoint what is stated
    /// @param signature of its canonical JSON, Base64
    record Signed(Checkpoint checkpoint, String signature) {
        byte[] signatureBytes() {
            return Base64.getDecoder().decode(signature);
        }
    }

    /// Adds a line, and returns when it is on the disk.
    void append(Signed signed) {
        byte[] line = (Json.text(signed) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                    file(Chain.of(signed.checkpoint.chain())), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                ByteBuffer rest = ByteBuffer.wrap(line);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("audit.checkpoint-folder " + folder + " cannot be written", e);
        }
    }

    /// All lines of a chain.
    List<Signed> read(Chain chain) {
        Path file = file(chain);
        if (Files.notExists(file)) {
            return List.of();
        }
        List<Signed> all = new ArrayList<>();
        try (Stream<String> lines = Files.lines(file)) {
            lines.filter(line -> !line.isBlank()).forEach(line -> all.add(Json.read(line, Signed.class)));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException("checkpoints " + file + " cannot be read", e);
        }
    }

    private Path file(Chain chain) {
        return folder.resolve(chain.id() + ".jsonl");
    }
}

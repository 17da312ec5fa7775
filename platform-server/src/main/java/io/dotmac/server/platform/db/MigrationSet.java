package io.dotmac.server.platform.db;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// The migrations of one kind of schema, in the order of their timestamps.
///
/// They are listed in the folder's `index.txt`, so that a start need not search the class path; a test holds the list
/// against the folder.
public final class MigrationSet {
    /// For what all tenants share.
    public static final MigrationSet SHARED = new MigrationSet("migrations");

    /// For each tenant's own schema.
    public static final MigrationSet TENANT = new MigrationSet("migrations/tenant");

    private final String folder;
    private final List<MigrationFile> files;
    private final String digest;

    private MigrationSet(String folder) {
        this(
                folder,
                MigrationFile.resource("/" + folder + "/index.txt")
                        .orElseThrow(() -> new IllegalStateException(folder + "/index.txt is missing"))
                        .lines()
                        .filter(line -> !line.isBlank())
                        .toList());
    }

    /// The files of that names in a folder of the class path.
    public MigrationSet(String folder, List<String> names) {
        this.folder = folder;
        this.files = names.stream()
                .map(name -> MigrationFile.of(folder, name))
                .sorted(Comparator.comparing(MigrationFile::name))
                .toList();
        this.digest =
                MigrationFile.digest(files.stream().map(MigrationFile::name).collect(Collectors.joining("\n")));
    }

    /// Where they lie.
    public String folder() {
        return folder;
    }

    /// In their order.
    public List<MigrationFile> files() {
        return files;
    }

    /// How many there are.
    public int level() {
        return files.size();
    }

    /// Differs when a file was added or renamed.
    public String digest() {
        return digest;
    }
}

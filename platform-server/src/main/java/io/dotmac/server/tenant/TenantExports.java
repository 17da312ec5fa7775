package io.dotmac.server.tenant;

import io.dotmac.model.Json;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Takes all data of a tenant out, whatever its state: a ZIP with `tenant.json`, `schema.json`, and for each table a
/// file of JSON lines. It is read as the tenant's own role in one snapshot and written as it is read, so neither
/// another tenant's row nor more than a few rows at a time are ever held. One at a time, since it keeps a connection.
public final class TenantExports {
    private final TenantExportStore store;
    private final Semaphore turn = new Semaphore(1);

    TenantExports(Database database) {
        this.store = new TenantExportStore(database);
    }

    /// The export of `tenant`, made when it is written.
    public Answer.Stream of(Tenant tenant) {
        if (turn.availablePermits() == 0) {
            throw Refusal.unavailable("EXPORT_BUSY", "another export is being made; try again", Duration.ofSeconds(30));
        }
        return out -> write(tenant, out);
    }

    private void write(Tenant tenant, OutputStream out) throws IOException {
        turn.acquireUninterruptibly();
        try {
            ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
            entry(zip, "tenant.json", Json.bytes(tenant.info()));
            List<TenantExportStore.Table> tables = store.write(tenant.id(), (table, rows) -> {
                zip.putNextEntry(new ZipEntry(table.name() + ".jsonl"));
                rows.writeTo(zip);
                zip.closeEntry();
            });
            entry(zip, "schema.json", Json.bytes(new Schema(store.level(), tables)));
            zip.finish(); // only where nothing failed, so that half an export is no ZIP
        } finally {
            turn.release();
        }
    }

    /// What the files hold.
    ///
    /// @param level how many migrations of the tenant set this program has
    /// @param tables in the order of the files
    private record Schema(int level, List<TenantExportStore.Table> tables) {}

    private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }
}

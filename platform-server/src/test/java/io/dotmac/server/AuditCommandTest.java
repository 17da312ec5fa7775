package io.dotmac.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
    @Test
    void verifiesWhatTenantsLeftThatAreNotServedAndNoTenantThatIsNotThere(@TempDir Path folder) throws Exception {
        Map<String, String> ownCheckpoints = Map.of("AUDIT__CHECKPOINT_FOLDER", folder.toString());
        try (ServerPrograms programs = new ServerPrograms()) {
            TestPlatform.valueIn(
                    programs.database(),
                    "update public.tenants set state = 'suspended' where slug = 'bolt' returning slug");

            try (RealProcess all = programs.run(ownCheckpoints, "audit", "verify")) {
                assertThat(all.exitCode()).as("%s", all.lines()).isZero();
                assertThat(all.lines()).anyMatch(line -> line.startsWith("acme"));
                assertThat(all.lines()).anyMatch(line -> line.startsWith("bolt"));
            }
            try (RealProcess unknown = programs.run(ownCheckpoints, "audit", "verify", "acme", "nobody")) {
                assertThat(unknown.exitCode()).isEqualTo(1);
                assertThat(unknown.lines()).containsExactly("dotmac: there is no tenant nobody");
            }
        }
    }
}

package io.dotmac.server.audit;

import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.job.Job;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.List;
import java.util.Map;

/// Paths by which people see who did what.
final class AuditRoutes {
    private static final ListSpec ENTRIES = ListSpec.keyed("seq", ValueType.WHOLE)
            .filterable("at", ValueType.TIME)
            .filterable("actor_kind", ValueType.TEXT)
            .filterable("actor_id", ValueType.UUID)
            .filterable("action", ValueType.TEXT)
            .filterable("target_type", ValueType.TEXT)
            .filterable("target_id", ValueType.TEXT)
            .filterable("request_id", ValueType.TEXT)
            .orderedBy("-seq");
    private static final Parameter TENANT =
            Parameter.tenant("Whose, for platform staff; theirs is the platform's otherwise");

    private final AuditLog log;

    AuditRoutes(AuditLog log) {
        this.log = log;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/audit", Access.needs(Permission.AUDIT_READ), this::list)
                        .as("listAuditEntries", "Tells who did what, the latest first")
                        .lists("audit-entry", AuditRecord.class, ENTRIES)
                        .with(TENANT),
                Route.get("/api/v1/audit/verify", Access.needs(Permission.AUDIT_VERIFY), this::verify)
                        .as("verifyAudit", "Walks the chain of hashes and names the first row that is wrong")
                        .gives("audit-verification", Verification.class)
                        .with(TENANT),
                Route.post("/api/v1/audit/verifications", Access.needs(Permission.AUDIT_VERIFY), this::enqueue)
                        .as("enqueueAuditVerification", "Has a long chain verified by a job")
                        .gives(202, "job", Job.class)
                        .with(TENANT));
    }

    private Answer list(Call call) {
        return Documents.page(call, log.page(call.meant(), call.list()), AuditRecord::seq);
    }

    private Answer verify(Call call) {
        Verification found = log.verify(call.meant());
        return Documents.one(call, "audit-verification", found.tenant(), found);
    }

    private Answer enqueue(Call call) {
        Job job = log.enqueueVerify(call.caller(), call.meant());
        Answer answer = Documents.one(call, 202, "job", job.id().toString(), job);
        return new Answer(
                answer.status(), answer.contentType(), answer.body(), Map.of("Location", "/api/v1/jobs/" + job.id()));
    }
}

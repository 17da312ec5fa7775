package io.dotmac.server.auth;

import io.dotmac.model.auth.MfaCode;
import io.dotmac.model.auth.MfaEnrolment;
import io.dotmac.model.auth.PasswordProof;
import io.dotmac.model.auth.RecoveryCodes;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import java.util.List;

/// Paths of second factors.
final class MfaRoutes {
    private final Mfa mfa;
    private final LogIns logIns;
    private final Targets targets;

    MfaRoutes(Mfa mfa, LogIns logIns, Targets targets) {
        this.mfa = mfa;
        this.logIns = logIns;
        this.targets = targets;
    }

    List<Route> routes() {
        return List.of(
                Route.post("/api/v1/auth/mfa/enrol", Access.loggedIn(), this::enrol)
                        .as("enrolMfa", "Makes the secret of a second factor, which counts once its first code came")
                        .gives("mfa-enrolment", MfaEnrolment.class)
                        .refuses(403, 409)
                        .feature("mfa"),
                Route.post("/api/v1/auth/mfa/verify", Access.loggedIn(), this::verify)
                        .as("verifyMfa", "Turns the second factor on by its first code; gives recovery codes")
                        .takes(MfaCode.class)
                        .gives("recovery-codes", RecoveryCodes.class)
                        .refuses(403, 409, 429)
                        .feature("mfa"),
                Route.post("/api/v1/auth/mfa/recovery-codes", Access.loggedIn(), this::renew)
                        .as("renewRecoveryCodes", "Gives new recovery codes in the place of the old")
                        .takes(PasswordProof.class)
                        .gives("recovery-codes", RecoveryCodes.class)
                        .refuses(403, 409, 429)
                        .feature("mfa"),
                Route.post("/api/v1/auth/mfa/disable", Access.loggedIn(), this::disable)
                        .as("disableMfa", "Turns one's own second factor off")
                        .takes(PasswordProof.class)
                        .givesNothing()
                        .refuses(403, 409, 429)
                        .feature("mfa"),
                Route.delete("/api/v1/users/{id}/mfa", Access.needs(Permission.USER_WRITE), this::reset)
                        .as("resetUserMfa", "Turns off the second factor of somebody who has lost it")
                        .givesNothing()
                        .refuses(404, 409)
                        .feature("mfa"));
    }

    private Answer enrol(Call call) {
        return one(call, "mfa-enrolment", mfa.enrol(call.caller()));
    }

    private Answer verify(Call call) {
        return one(
                call,
                "recovery-codes",
                mfa.verify(call.caller(), call.body(MfaCode.class).code(), AuthRoutes.origin(call)));
    }

    private Answer renew(Call call) {
        prove(call);
        return one(call, "recovery-codes", mfa.renew(call.caller()));
    }

    private Answer disable(Call call) {
        prove(call);
        mfa.disable(call.caller());
        return Answer.empty();
    }

    private Answer reset(Call call) {
        mfa.reset(call.caller(), UserRoutes.id(call, "id"));
        return Answer.empty();
    }

    private void prove(Call call) {
        Bounds.inPerson(call.caller());
        Account self = targets.look(call.caller(), (tx, account) -> account);
        logIns.prove(self, call.body(PasswordProof.class).password(), "password", AuthRoutes.origin(call));
    }

    private static Answer one(Call call, String type, Object attributes) {
        return Documents.one(call, type, call.caller().id().toString(), attributes);
    }
}

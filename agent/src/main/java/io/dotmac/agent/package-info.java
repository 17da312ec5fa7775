/// The node agent: probes what runs on and near a machine and reports it; embeddable, and the command `dotmac-agent`.
///
/// `config` says what to do, `probe` checks, `replication` joins both sides of a copy, `report` numbers the findings,
/// `link` brings them to the server and keeps them while it is away.
@NullMarked
package io.dotmac.agent;

import org.jspecify.annotations.NullMarked;

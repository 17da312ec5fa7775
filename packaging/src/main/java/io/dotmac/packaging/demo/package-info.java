/// The demo: real PostgreSQL with a streaming standby, real Redis with a replica, the platform server and two agents,
/// each a process of its own, their data in one folder that the next start finds again.
///
/// [io.dotmac.packaging.demo.Demo] starts and stops all of it and does the harm that the `demo-*` targets ask for; the
/// whole-system tests use the same class.
@NullMarked
package io.dotmac.packaging.demo;

import org.jspecify.annotations.NullMarked;

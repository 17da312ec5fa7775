/// Work beside requests: jobs that somebody asked for, enqueued in the transaction that asks, and chores that come
/// again and again, each time in one process only. db-scheduler over PostgreSQL picks, keeps alive and hands on.
@NullMarked
package io.dotmac.server.platform.job;

import org.jspecify.annotations.NullMarked;

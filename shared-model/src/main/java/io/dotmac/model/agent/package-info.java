/// How an agent is let in: enrolment, access tokens, and what the server tells it over the control channel.
@NullMarked
package io.dotmac.model.agent;

import org.jspecify.annotations.NullMarked;

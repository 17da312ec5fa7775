package io.dotmac.model.order;

/// How far an order has come: sent, then accepted by the agent, then one of the ends.
public enum OrderState {
    /// It is on its way to the agent.
    SENT,
    /// The agent has it and works on it.
    ACCEPTED,
    /// Done.
    DONE,
    /// Not done, or it is not known whether it was.
    FAILED,
    /// No answer in time; whether it was done is not known.
    TIMED_OUT,
    /// Withdrawn by who asked.
    CANCELLED,
    /// Not begun: not allowed, not possible, or the agent is not there.
    REFUSED;

    /// Whether nothing more comes.
    public boolean ended() {
        return this != SENT && this != ACCEPTED;
    }
}

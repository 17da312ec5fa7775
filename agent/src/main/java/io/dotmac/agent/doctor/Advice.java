package io.dotmac.agent.doctor;

/// One line of the doctor.
///
/// @param level how it stands
/// @param subject what was looked at
/// @param found what was seen
/// @param action what to do, empty when all is well
public record Advice(Level level, String subject, String found, String action) {
    /// How a thing stands; the last is the worst.
    public enum Level {
        /// As it should be.
        OK,
        /// It works, but not as well or as safely as it could.
        WARN,
        /// It does not work.
        FAIL
    }

    static Advice ok(String subject, String found) {
        return new Advice(Level.OK, subject, found, "");
    }

    static Advice warn(String subject, String found, String action) {
        return new Advice(Level.WARN, subject, found, action);
    }

    static Advice fail(String subject, String found, String action) {
        return new Advice(Level.FAIL, subject, found, action);
    }
}

package io.dotmac.agent.doctor;

import java.util.ArrayList;
import java.util.List;

/// The program itself: what it runs on, as whom, with how much memory.
final class ProgramCheck {
    private static final long MUCH_HEAP = 128L << 20;

    private ProgramCheck() {}

    static List<Advice> advices() {
        List<Advice> advices = new ArrayList<>();
        advices.add(Advice.ok("program", "Java " + Runtime.version()));
        long heap = Runtime.getRuntime().maxMemory();
        advices.add(
                heap > MUCH_HEAP
                        ? Advice.warn(
                                "memory",
                                "the heap may grow to " + (heap >> 20) + " MiB",
                                "start by the program dotmac-agent, which keeps it small")
                        : Advice.ok("memory", "heap of at most " + (heap >> 20) + " MiB"));
        String user = System.getProperty("user.name", "");
        advices.add(
                user.equals("root")
                        ? Advice.warn(
                                "user", "runs as root", "run it as a user of its own: User=dotmac-agent in the unit")
                        : Advice.ok("user", "runs as " + user));
        return advices;
    }
}

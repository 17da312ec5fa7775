package io.dotmac.agent.command;

import io.dotmac.agent.collect.docker.DockerCollector;
import io.dotmac.agent.collect.docker.LogStream;
import io.dotmac.model.order.Order;
import java.io.IOException;
import java.util.Optional;

/// Reads a container's log; what comes after the end that was asked for, at most so many lines a second.
final class ContainerLogs {
    private static final int LINES_PER_SECOND = 500;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final Order.Logs wanted;
    private final Answers answers;
    private long count;
    private int passed;
    private long second = System.nanoTime();

    private ContainerLogs(Order.Logs wanted, Answers answers) {
        this.wanted = wanted;
        this.answers = answers;
    }

    static String run(DockerCollector docker, Order.Logs wanted, Answers answers) throws InterruptedException {
        try (LogStream stream = docker.logs(wanted.container(), wanted.tail(), wanted.follow())) {
            answers.reading(stream);
            return new ContainerLogs(wanted, answers).read(stream);
        } catch (IllegalArgumentException e) {
            throw new NotPossible(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("the engine does not give the log: " + e.getMessage(), e);
        }
    }

    private String read(LogStream stream) throws IOException, InterruptedException {
        while (true) {
            Optional<LogStream.Line> line = stream.next();
            if (answers.stopped().isPresent()) {
                throw new InterruptedException();
            }
            if (line.isEmpty()) {
                return count + " lines";
            }
            take(line.get());
        }
    }

    private void take(LogStream.Line line) {
        if (System.nanoTime() - second > SECOND_NANOS) {
            second = System.nanoTime();
            passed = 0;
        }
        count++;
        if (count > wanted.tail() && ++passed > LINES_PER_SECOND) {
            answers.drop(1);
            return;
        }
        answers.line((line.error() ? "! " : "") + line.text());
    }
}

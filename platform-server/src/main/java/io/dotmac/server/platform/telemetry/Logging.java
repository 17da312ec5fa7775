package io.dotmac.server.platform.telemetry;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import io.dotmac.server.platform.telemetry.LoggerConfig.Format;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/// Sets up where the log goes and how it looks; called once, by the process that owns the log.
public final class Logging {
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{0} %msg%replace( %mdc){'^ $',''}%n%ex";

    private Logging() {}

    /// Applies `config` to the whole process.
    public static void start(LoggerConfig config) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            return; // An embedding program brought another back end, which is its own affair.
        }
        context.reset();
        Encoder<ILoggingEvent> encoder = encoder(config.format(), context);
        OutputStreamAppender<ILoggingEvent> appender = appender(config, context);
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(ch.qos.logback.classic.Level.WARN);
        context.getLogger("io.dotmac")
                .setLevel(ch.qos.logback.classic.Level.toLevel(config.level().name()));
    }

    /// Warnings only, on standard error, so that a command's own output is not mixed with them.
    public static void quiet() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            context.reset();
            ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
            appender.setTarget("System.err");
            appender.setContext(context);
            appender.setEncoder(encoder(Format.CONSOLE, context));
            appender.start();
            var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            root.addAppender(appender);
            root.setLevel(ch.qos.logback.classic.Level.WARN);
        }
    }

    private static OutputStreamAppender<ILoggingEvent> appender(LoggerConfig config, LoggerContext context) {
        if (config.output().equals("stdout")) {
            return new ConsoleAppender<>();
        }
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setFile(config.output());
        file.setContext(context);
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(config.output() + ".%d{yyyy-MM-dd}.%i.gz");
        rolling.setMaxFileSize(FileSize.valueOf("100MB"));
        rolling.setMaxHistory(14);
        rolling.setTotalSizeCap(FileSize.valueOf("1GB"));
        rolling.start();
        file.setRollingPolicy(rolling);
        return file;
    }

    private static Encoder<ILoggingEvent> encoder(Format format, LoggerContext context) {
        if (format == Format.JSON) {
            JsonEncoder json = new JsonEncoder();
            json.setContext(context);
            json.start();
            return json;
        }
        PatternLayoutEncoder pattern = new PatternLayoutEncoder();
        pattern.setContext(context);
        pattern.setPattern(PATTERN);
        pattern.start();
        return pattern;
    }
}

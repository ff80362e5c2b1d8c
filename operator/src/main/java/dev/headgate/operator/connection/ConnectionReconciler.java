package dev.headgate.operator.connection;

import dev.headgate.api.v1alpha1.Connection;
import dev.headgate.api.v1alpha1.ConnectionStatus;
import dev.headgate.operator.event.ConditionNotices;
import dev.headgate.operator.event.EventRecorder;
import dev.headgate.operator.status.Conditions;
import dev.headgate.operator.status.OperatorError;
import dev.headgate.operator.status.Resolved;
import dev.headgate.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Says of a Connection whether its Secrets have what it needs. */
public final class ConnectionReconciler implements Reconciler<Connection> {

  /** The one condition of a Connection. */
  private static final String ACCEPTED = "Accepted";

  /** Secrets are not watched. */
  private static final Duration PERIOD = Duration.ofSeconds(30);

  private final ConnectionReader reader;
  private final EventRecorder recorder;
  private final InstantSource clock;
  private final StatusWriter<Connection, ConnectionStatus> statuses =
      new StatusWriter<>(Connection::new);

  public ConnectionReconciler(
      ConnectionReader reader, EventRecorder recorder, InstantSource clock) {
    this.reader = reader;
    this.recorder = recorder;
    this.clock = clock;
  }

  @Override
  public UpdateControl<Connection> reconcile(Connection connection, Context<Connection> context) {
    long generation = connection.getMetadata().getGeneration();
    var status = new ConnectionStatus(generation, conditions(connection, generation));
    publish(connection, status);
    statuses.write(connection, status, context);
    return UpdateControl.<Connection>noUpdate().rescheduleAfter(PERIOD);
  }

  @Override
  public ErrorStatusUpdateControl<Connection> updateErrorStatus(
      Connection connection, Context<Connection> context, Exception e) {
    long generation = connection.getMetadata().getGeneration();
    var conditions =
        begun(connection, generation)
            .set(
                ACCEPTED,
                Conditions.Status.UNKNOWN,
                OperatorError.REASON,
                OperatorError.message(e));
    return OperatorError.shown(
        e,
        () -> {
          var status = new ConnectionStatus(generation, conditions.list());
          publish(connection, status);
          return statuses.with(connection, status);
        });
  }

  private void publish(Connection connection, ConnectionStatus status) {
    recorder.publish(
        connection, ConditionNotices.between(ACCEPTED, before(connection), status.conditions()));
  }

  private List<Condition> conditions(Connection connection, long generation) {
    var conditions = begun(connection, generation);
    return switch (reader.any(connection)) {
      case Resolved.Found<?> found ->
          conditions
              .set(ACCEPTED, Conditions.Status.TRUE, "Accepted", "It has all that it names")
              .list();
      case Resolved.Missing<?>(var reason, var message) ->
          conditions.set(ACCEPTED, Conditions.Status.FALSE, reason, message).list();
    };
  }

  private Conditions begun(Connection connection, long generation) {
    return Conditions.after(before(connection), generation, clock.instant());
  }

  private static List<Condition> before(Connection connection) {
    return connection.getStatus() == null ? List.of() : connection.getStatus().conditions();
  }
}

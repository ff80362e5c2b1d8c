package dev.headgate.dataflow.simulation;

import dev.headgate.dataflow.cutover.Attempt;
import dev.headgate.dataflow.cutover.CutoverPolicy;
import dev.headgate.dataflow.cutover.Given;
import dev.headgate.dataflow.cutover.Mode;
import dev.headgate.dataflow.cutover.Observed;
import dev.headgate.dataflow.cutover.Promotion;
import dev.headgate.dataflow.cutover.Run;
import dev.headgate.dataflow.cutover.Terms;
import dev.headgate.dataflow.cutover.Wanted;
import dev.headgate.dataflow.preview.KeyDifference;
import dev.headgate.dataflow.preview.KeyLimits;
import dev.headgate.dataflow.progress.LiveRecord.Outcome;
import dev.headgate.dataflow.relation.Relation;
import dev.headgate.dataflow.relation.TableName;
import dev.headgate.dataflow.sink.Connections;
import dev.headgate.dataflow.sink.Definition;
import dev.headgate.dataflow.sink.SinkId;
import dev.headgate.dataflow.sink.SinkSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One history: a sink, its source and its topic, everything that may happen to them, chosen by one
 * seed. First {@code turmoil} with faults, then {@code calm} without, at whose end all must be
 * well.
 */
final class World {

  static final SinkId SINK = SinkId.of("headgate", "shop", "orders");

  /** A relation from which no sink can be made. */
  static final Relation UNUSABLE = relation("unusable", 4);

  /**
   * Two relations over one table, two over tables of their own; the schema of the last but one is
   * refused by the registry.
   */
  static final List<Relation> RELATIONS =
      List.of(
          relation("a", 1),
          relation("a-renamed", 1),
          relation("b", 2),
          relation("incompatible", 3),
          UNUSABLE);

  final Random random;
  final Protocol protocol;
  final Source source;
  final Broker broker;
  final Network network;
  final Cluster cluster;
  final Misfortune misfortune;
  private final OperatorProcess leader;

  /** It does not know yet that it no longer leads. */
  private final OperatorProcess formerLeader;

  private final Setup setup;
  private final Consumer<Supplier<String>> trace;

  private WorkerProcess worker;
  private final List<WorkerProcess> zombies = new ArrayList<>();
  private final List<Observed> observations = new ArrayList<>();
  private Instant now = Instant.EPOCH;
  private Instant ticked = Instant.EPOCH;
  private boolean faults = true;
  private int incarnations;
  private int names;
  private int passwords;

  int crashes;
  int operatorCrashes;
  int deletions;
  int waysBack;

  /** Of those, the ways to a third relation. */
  int thirds;

  /** How often a process came to rest because its Sink was paused. */
  int pauses;

  final Map<String, Integer> endings = new TreeMap<>();

  /** How tries ended, in the order in which people were told. */
  final List<String> told = new ArrayList<>();

  /** Tries that a person has named in order to promote them. */
  final Set<String> promoted = new HashSet<>();

  /** Tries that people were told have ended. */
  final Set<String> toldEnded = new HashSet<>();

  final Set<String> toldCompleted = new HashSet<>();

  World(long seed, Protocol protocol) {
    this(seed, protocol, Set.of(), line -> {});
  }

  /**
   * @param spared which misfortunes are left out, by their numbers
   * @param trace told what happens
   */
  World(long seed, Protocol protocol, Set<Integer> spared, Consumer<Supplier<String>> trace) {
    this(new Random(seed), protocol, spared, trace);
  }

  private World(
      Random random, Protocol protocol, Set<Integer> spared, Consumer<Supplier<String>> trace) {
    this(random, protocol, Setup.any(random), spared, trace);
  }

  World(Random random, Protocol protocol, Setup setup) {
    this(random, protocol, setup, Set.of(), line -> {});
  }

  private World(
      Random random,
      Protocol protocol,
      Setup setup,
      Set<Integer> spared,
      Consumer<Supplier<String>> trace) {
    this.trace = trace;
    this.random = random;
    this.protocol = protocol;
    this.setup = setup;
    this.source = new Source(random);
    this.broker = new Broker(random, protocol.fences());
    this.network = new Network(this);
    this.cluster = new Cluster(setup.from());
    this.misfortune = new Misfortune(this, spared);
    this.leader = new OperatorProcess(this);
    this.formerLeader = new OperatorProcess(this);
  }

  private static Relation relation(String name, long table) {
    return new Relation(
        name, table, new TableName("public", "t" + table), List.of(Relation.Column.same("k")));
  }

  /** Runs the whole history and judges it; throws what is wrong. */
  void run(int turmoil) {
    for (int i = 0; i < turmoil; i++) {
      step();
      misfortune.strike();
    }
    calmDown();
    if (random.nextInt(5) == 0) {
      release();
    }
    Oracle.judge(this);
  }

  private void step() {
    now = now.plusMillis(random.nextInt(300));
    switch (random.nextInt(10)) {
      case 0, 1 -> applications();
      case 2 -> operatorStep();
      case 3 -> network.step(worker());
      case 4 -> worker().sideStep();
      case 5 -> commitStep(worker());
      default -> worker().pump();
    }
    if (!zombies.isEmpty() && random.nextInt(4) == 0) {
      zombieStep(zombies.get(random.nextInt(zombies.size())));
    }
    if (Duration.between(ticked, now).toMillis() >= 1000) {
      ticked = now;
      worker().tick();
    }
  }

  private static void commitStep(WorkerProcess process) {
    if (process.isCommitting()) {
      process.commitStep();
    }
  }

  /** A process that was asleep, and does not know that another was started in its place. */
  private void zombieStep(WorkerProcess zombie) {
    if (zombie.dead) {
      zombies.remove(zombie);
      return;
    }
    switch (random.nextInt(5)) {
      case 0 -> zombie.sideStep();
      case 1 -> commitStep(zombie);
      case 2 -> zombie.tick();
      case 3 -> {
        // In calm weather the operator speaks to the process that it has started last.
        if (faults) {
          network.step(zombie);
        }
      }
      default -> zombie.pump();
    }
  }

  WorkerProcess worker() {
    if (worker == null || worker.dead) {
      worker = new WorkerProcess(this, "incarnation-" + ++incarnations, cluster.file(this));
    }
    return worker;
  }

  /** Another process is started while the one before it sleeps. */
  void replaceWorker() {
    if (worker != null && !worker.dead) {
      zombies.add(worker);
      worker = null;
    }
  }

  /**
   * A Sink of which nothing is left goes, and another of its name comes; its worker is a new
   * process, or one that ran the old one, too.
   */
  boolean deleted(Cluster.View seen) {
    if (seen.sinkVersion() != cluster.read().sinkVersion()) {
      return true;
    }
    deletions++;
    trace(() -> "the Sink is gone, and made again");
    cluster.applyAnew(anyRelation());
    if (chance(0.5)) {
      replaceWorker();
    }
    return true;
  }

  private void applications() {
    if (source.open.isEmpty() || (source.open.size() < 6 && random.nextInt(3) == 0)) {
      source.begin();
      return;
    }
    var transaction = source.open.get(random.nextInt(source.open.size()));
    switch (random.nextInt(setup.haste())) {
      case 0 -> source.commit(transaction);
      case 1 -> source.commit(transaction);
      case 2 -> {
        if (random.nextInt(4) == 0) {
          source.rollBack(transaction);
        } else {
          transaction.prepared = random.nextBoolean();
        }
      }
      default -> {
        if (!transaction.prepared) {
          source.write(transaction, 1 + random.nextInt(3));
        }
      }
    }
  }

  private void operatorStep() {
    if (chance(faulty(0.2))) {
      formerLeader.reconcile(observation(), 0.9);
    } else {
      leader.reconcile(observation(), faulty(0.2));
    }
  }

  /** What the operator learns: often nothing, sometimes what was true any time before. */
  private Optional<Observed> observation() {
    if (cluster.read().assignment().isEmpty()) {
      return Optional.empty();
    }
    observations.add(worker().observe());
    if (chance(faulty(0.15))) {
      return Optional.empty();
    }
    return Optional.of(
        chance(faulty(0.1))
            ? observations.get(random.nextInt(observations.size()))
            : observations.getLast());
  }

  /** Faults end; after a bounded time all that is wanted must be so. */
  private void calmDown() {
    faults = false;
    misfortune.mendMachines();
    cluster.run(Run.RUNNING);
    for (var transaction : List.copyOf(source.open)) {
      source.commit(transaction);
    }
    for (int i = 0; i < 6_000; i++) {
      now = now.plusMillis(100);
      calmStep(i);
      if (i % 50 == 49) {
        misfortune.promote();
      }
      if (i % 20 == 0 && isSettled()) {
        return;
      }
      if (i % 500 == 499) {
        misfortune.mend();
      }
    }
    throw new AssertionError("did not settle: %s%n%s".formatted(worker(), cluster.read()));
  }

  /** From now on nothing goes wrong by itself. */
  void calm() {
    faults = false;
  }

  /** The operator dies between two writes, and another one comes. */
  void crashOperator() {
    leader.dieInNextPass();
    operatorStep();
  }

  /** Time passes in which nobody does anything. */
  void pass(Duration time) {
    now = now.plus(time);
  }

  /** A step in calm weather, the {@code i}-th. */
  void calmly(int i) {
    now = now.plusMillis(100);
    calmStep(i);
  }

  private void calmStep(int i) {
    switch (i % 5) {
      case 0 -> operatorStep();
      case 1 -> network.step(worker());
      case 2 -> worker().sideStep();
      case 3 -> commitStep(worker());
      default -> worker().pump();
    }
    if (i % 10 == 0) {
      worker().tick();
    }
    if (!zombies.isEmpty() && random.nextInt(4) == 0) {
      zombieStep(zombies.get(random.nextInt(zombies.size())));
    }
  }

  private boolean isSettled() {
    return worker().isSettled()
        && network.isIdle()
        && !leader.reconcile(Optional.of(worker().observe()), 0)
        && (Oracle.activeRelation(this).equals(cluster.from().name()) || isRefused());
  }

  /** Whether the last try ended by itself: then the old relation flows on until somebody acts. */
  boolean isRefused() {
    return lastFailed().filter(a -> a.to().equals(cluster.from())).isPresent();
  }

  /** The last try, if it ended by itself, wherever it led. */
  Optional<Attempt> lastFailed() {
    return cluster
        .read()
        .status()
        .filter(
            a ->
                a.fate() instanceof Attempt.Fate.Ended ended && ended.outcome() != Outcome.ABORTED);
  }

  private void release() {
    cluster.delete();
    int before = deletions;
    for (int i = 0; i < 3_000; i++) {
      now = now.plusMillis(100);
      calmStep(i);
      if (deletions > before) {
        Oracle.nothingIsLeft(this);
        return;
      }
    }
    throw new AssertionError("was not released: " + worker());
  }

  // What the processes ask of their world.

  /** Tells what happens. */
  void trace(Supplier<String> line) {
    trace.accept(line);
  }

  Instant now() {
    return now;
  }

  boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  double faulty(double probability) {
    return faults ? probability : 0;
  }

  double crashChance() {
    return faulty(0.01);
  }

  double stuckChance() {
    return faulty(0.004);
  }

  String freshName() {
    return "headgate_" + ++names;
  }

  /** How the sink's systems are reached now. Sessions live on under an older password. */
  Connections connections() {
    return new Connections(
        new Connections.Kafka("k:9092", Map.of(), "progress", "", false),
        new Connections.SchemaRegistry("http://r", Optional.empty()),
        new Connections.Postgres(
            "p", 5432, "db", new Connections.Credentials("u", "p" + passwords)));
  }

  void changePassword() {
    passwords++;
  }

  Relation anyRelation() {
    return anyRelation(random);
  }

  static Relation anyRelation(Random random) {
    return random.nextInt(16) == 0 ? UNUSABLE : RELATIONS.get(random.nextInt(4));
  }

  boolean takesSnapshot() {
    return setup.snapshot();
  }

  Wanted wanted(Cluster.View seen) {
    return new Wanted(
        SINK,
        seen.uid(),
        seen.run(),
        seen.from().name(),
        Optional.of(new Wanted.From(seen.from(), connections())),
        new SinkSpec(
            "topic",
            OptionalInt.empty(),
            OptionalInt.empty(),
            Map.of(),
            List.of("k"),
            setup.snapshot()),
        connections(),
        new CutoverPolicy(
            seen.attempt(),
            setup.timeout(),
            setup.manual()
                ? new Promotion.Manual(seen.spec().promote())
                : new Promotion.Automatic(),
            new Terms(
                setup.terms().mode(),
                setup.terms().schemaCheck(),
                setup.terms().limits(),
                seen.spec().preview()),
            setup.rollbackWindow()));
  }

  boolean isManual() {
    return setup.manual();
  }

  Mode mode() {
    return setup.terms().mode();
  }

  boolean isLimited() {
    return !setup.terms().limits().isNone();
  }

  KeyLimits limits() {
    return setup.terms().limits();
  }

  /** How far apart the contents are that a comparison finds; it may find nothing out. */
  KeyDifference difference() {
    return chance(faulty(0.05)) ? Given.NOT_COUNTED : Given.counted(random.nextInt(4) / 3);
  }

  Row row(long at, Relation relation, int key, String value) {
    return new Row(at, relation.name(), key, value);
  }

  List<String> planningProblems(Definition candidate) {
    if (!misfortune.registryUp) {
      return List.of("the registry cannot be reached");
    }
    return candidate.relation().equals(UNUSABLE)
            || misfortune.isDropped(candidate.relation())
            || chance(faulty(0.1))
        ? List.of("the table does not exist")
        : List.of();
  }

  boolean refusesSchema(Relation candidate) {
    return candidate.name().equals("incompatible") && random.nextInt(3) == 0;
  }

  Relation relationNamed(String name) {
    return RELATIONS.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
  }
}

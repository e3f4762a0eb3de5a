/*
 * Reads so many registers of units 1 to N in turn for so many seconds, and prints reads a second and
 * the processor time of a read in microseconds.
 */
#include <errno.h>
#include <modbus/modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds_of(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static double now(void) { return seconds_of(CLOCK_MONOTONIC); }

static double used(void) { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  const int port = atoi(argv[1]), units = atoi(argv[2]), count = atoi(argv[3]);
  const double seconds = atof(argv[4]);
  uint16_t words[125];
  modbus_t *line = modbus_new_tcp("127.0.0.1", port);
  if (line == NULL || modbus_connect(line) != 0) {
    fprintf(stderr, "%s\n", modbus_strerror(errno));
    return 1;
  }
  const double start = now(), used_before = used();
  long reads = 0;
  while (now() - start < seconds) {
    for (int unit = 1; unit <= units; unit += 1, reads += 1) {
      modbus_set_slave(line, unit);
      if (modbus_read_registers(line, 0, count, words) != count) {
        fprintf(stderr, "%s\n", modbus_strerror(errno));
        return 1;
      }
    }
  }
  const double took = now() - start;
  printf("%f %f\n", reads / took, 1e6 * (used() - used_before) / reads);
  modbus_close(line);
  modbus_free(line);
  return 0;
}

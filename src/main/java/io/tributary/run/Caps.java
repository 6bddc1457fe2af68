package io.tributary.run;

import io.tributary.manifest.Tenant;

/** How many partitions may run at once against one server. Answers are constant during a run. */
interface Caps {

  /** For a queue without work. */
  Caps NONE =
      new Caps() {
        @Override
        public String server(Tenant tenant) {
          return tenant.name();
        }

        @Override
        public int ofServer(Tenant tenant) {
          return 0;
        }

        @Override
        public int ofService(String service) {
          return 0;
        }
      };

  /** What tells this tenant's legacy server from others. */
  String server(Tenant tenant);

  /** The most partitions that read from this tenant's legacy server. */
  int ofServer(Tenant tenant);

  /** The most partitions that write into this service. */
  int ofService(String service);
}

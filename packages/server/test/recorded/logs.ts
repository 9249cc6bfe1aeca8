import * as filters from './logs-filters.ts'
import * as groups from './logs-groups.ts'
import { openYard, type Requests } from './logs-groups.ts'
import { notApplicable, type PlayOptions, play, type RecordedSuite } from './suite.ts'

/** Words of the recordings that stand for something else each time. */
const READING = {
  '"creationTime":"timestamp"': '"creationTime":"<timestamp>"',
  '"timestamp":"timestamp"': '"timestamp":"<timestamp>"',
  '"lastUpdatedTime":"last-updated-time"': '"lastUpdatedTime":"<time>"',
  '"createTime":"create-time"': '"createTime":"<time>"',
  '"id":"id"': '"id":"<time>"',
  '"too-old-log-event-end-index"': '"<time>"',
  '"too-new-log-event-start-index"': '"<time>"',
}

const run = (requests: Requests, options: PlayOptions = {}) =>
  play(stage => requests(openYard(stage), stage), {
    ...options,
    reading: { ...READING, ...options.reading },
  })

const G = 'TestLogsGroups::'
const T = 'TestLogsGroupsTags::'
const S = 'TestLogsStreams::'
const E = 'TestLogsEvents::'
const M = 'TestMetricFilters::'
const V = 'TestMetricFiltersValidation::'
const P = 'TestResourcePolicies::'
const F = 'TestSubscriptionFilters::'
const U = 'TestSubscriptionFilterUpdates::'
const Q = 'TestCloudWatchLogsInsightsQueries::'
const X = 'TestExportTasks::'

const KINESIS = notApplicable('destinations lead to Kinesis, which is not part of this server')

/** AWS gives a token to go on with although nothing more is found; both are answers to the same question. */
const NO_TOKEN = { ',"nextToken":"<next_token>"': '' }

/** What CloudWatch Logs was recorded to answer (spec/surroundings.md §2). */
export const logsSuite: RecordedSuite = {
  service: 'logs',
  documents: ['policyDocument', 'Statement'],
  files: {
    'logs/test_logs_groups.json': {
      [`${G}test_create_log_group_with_kms_key`]: run(groups.encryptedGroup),
      [`${G}test_create_log_group_duplicate_error`]: run(groups.duplicateGroup),
      [`${G}test_create_log_group_invalid_name_length`]: run(groups.longName),
      [`${G}test_describe_log_groups_with_prefix`]: run(groups.groupsByPrefix),
      [`${G}test_describe_log_groups_with_pattern`]: run(groups.groupsByPattern, {
        reading: NO_TOKEN,
      }),
      [`${G}test_describe_log_groups_prefix_and_pattern_error`]: run(groups.prefixAndPattern),
      [`${G}test_list_log_groups_with_pattern`]: run(groups.listedByPattern, {
        without: { 'list-log-groups-no-match': 'ListLogGroups is not built' },
      }),
      [`${T}test_create_log_group_with_tags`]: run(groups.createdWithTags),
      [`${T}test_tag_log_group`]: run(groups.taggedGroup),
      [`${T}test_untag_log_group`]: run(groups.untaggedGroup),
      [`${T}test_tag_resource_api`]: run(groups.taggedResource),
    },
    'logs/test_logs_streams.json': {
      [`${S}test_create_and_delete_log_stream`]: run(
        groups.describedStream('describe-log-streams-after-create'),
      ),
      [`${S}test_create_log_stream_duplicate_error`]: run(groups.duplicateStream),
      [`${S}test_describe_log_streams_with_log_group_identifier`]: run(groups.identifiedGroup),
      [`${S}test_describe_log_streams_with_prefix`]: run(groups.streamsByPrefix),
      [`${S}test_log_stream_arn_format`]: run(
        groups.describedStream('describe-log-streams-with-arn'),
      ),
    },
    'logs/test_logs_events.json': {
      [`${E}test_put_log_events_to_invalid_stream`]: run(groups.unknownStream),
      [`${E}test_put_log_events_wrong_order`]: run(groups.wrongOrder),
      [`${E}test_put_log_events_too_old`]: run(groups.tooOld),
      [`${E}test_put_log_events_too_new`]: run(groups.tooNew),
      [`${E}test_get_log_events_invalid_token`]: run(groups.invalidToken),
      [`${E}test_get_log_events_limit_validation`]: run(groups.getLimit),
      'TestLogsEventsErrors::test_resource_does_not_exist': run(groups.missing),
    },
    'logs/test_logs_filter_events.json': {
      'TestFilterLogEvents::test_filter_log_events_limit_validation': run(groups.filterLimit),
      'TestFilterLogEvents::test_filter_log_events_unknown_token': run(groups.filterToken),
    },
    'logs/test_logs_metric_filters.json': {
      [`${M}test_put_metric_filter_basic`]: run(
        filters.metricFilter('describe-metric-filters', ' '),
      ),
      [`${M}test_put_metric_filter_json_pattern`]: run(
        filters.metricFilter('describe-metric-filters-json', '{$.message = "test"}'),
      ),
      [`${M}test_describe_metric_filters_by_prefix`]: run(filters.filtersByPrefix),
      [`${M}test_describe_metric_filters_by_log_group`]: run(filters.filtersByGroup),
      [`${M}test_describe_metric_filters_by_metric_name`]: run(filters.filtersByMetric),
      [`${V}test_put_metric_filter_invalid_filter_name`]: run(filters.longFilterName),
      [`${V}test_put_metric_filter_invalid_filter_pattern`]: run(filters.longPattern),
      [`${V}test_put_metric_filter_too_many_transformations`]: run(filters.twoTransformations),
      [`${V}test_delete_metric_filter_invalid_filter_name`]: run(filters.longNameDeleted),
      [`${V}test_delete_metric_filter_invalid_log_group_name`]: run(filters.longGroupDeleted),
      [`${V}test_describe_metric_filters_invalid_parameters`]: run(filters.longParameters),
    },
    'logs/test_logs_resource_policies.json': {
      [`${P}test_put_resource_policy`]: run(filters.resourcePolicy, {
        reading: { '<log-group-arn>*': '<log-group-arn>' },
      }),
      [`${P}test_put_resource_policy_update`]: run(filters.updatedPolicy),
      [`${P}test_describe_resource_policies`]: run(filters.describedPolicies),
      [`${P}test_delete_resource_policy_not_found`]: run(filters.unknownPolicy),
      'TestResourcePoliciesLimits::test_put_resource_policy_limit_exceeded': run(
        filters.tooManyPolicies,
      ),
    },
    'logs/test_logs_subscription_filters.json': {
      [`${F}test_describe_subscription_filters_empty`]: run(filters.noSubscriptions),
      [`${F}test_describe_subscription_filters_log_group_not_found`]: run(
        filters.noSubscribedGroup,
      ),
      [`${F}test_put_subscription_filter_lambda`]: run(filters.subscription),
      [`${U}test_put_subscription_filter_update`]: run(filters.updatedSubscription),
      [`${U}test_put_subscription_filter_limit_exceeded`]: run(filters.tooManySubscriptions),
      [`${U}test_delete_subscription_filter_errors`]: run(filters.undeletableSubscriptions),
      [`${U}test_put_subscription_filter_errors`]: run(filters.refusedSubscriptions),
    },
    'logs/test_logs_queries.json': {
      [`${Q}test_start_query_basic`]: run(filters.query),
      [`${Q}test_start_query_log_group_not_found`]: run(filters.queryOfNothing, {
        reading: { 'b04848e1-f91e-4ed5-8a00-413d7c60de9e': '<uuid>' },
      }),
      [`${Q}test_describe_queries`]: run(filters.describedQuery),
      [`${Q}test_describe_queries_with_status_filter`]: run(filters.queriesByStatus),
    },
    'logs/test_logs_export_tasks.json': {
      [`${X}test_create_export_task`]: run(filters.exportTask),
      [`${X}test_create_export_task_bucket_not_found`]: run(filters.exportWithoutBucket),
      [`${X}test_create_export_task_log_group_not_found`]: run(filters.exportWithoutGroup),
      [`${X}test_describe_export_tasks_not_found`]: run(filters.unknownTask),
      [`${X}test_cancel_export_task_not_found`]: run(filters.unknownTaskCancelled),
      'TestExportTasksWithLogs::test_create_export_task_with_logs': run(filters.exportWithEvents),
    },
    'logs/test_logs_destinations.json': Object.fromEntries(
      [
        'TestDestinations::test_put_destination',
        'TestDestinations::test_describe_destinations_empty',
        'TestDestinations::test_describe_destinations_with_prefix',
        'TestDestinations::test_update_destination',
        'TestDestinations::test_put_destination_policy',
        'TestDestinations::test_delete_destination',
        'TestDestinationsTags::test_destination_tags',
      ].map(id => [id, KINESIS]),
    ),
  },
}

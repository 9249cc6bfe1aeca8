/** The jobs of CloudWatch Logs. */
export const FORGET = 'logs-forget'
export const RETENTION = 'logs-retention'
export const DELIVER = 'logs-deliver'
export const MEASURE = 'logs-measure'
export const QUERY = 'logs-query'
export const EXPORT = 'logs-export'
